import t from "tap";
import { whatWaits } from "../../src/roles/what-waits.ts";

const COUNTS = { members: 100, held: 100, wouldAdd: 5, wouldRemove: 1, wouldRemoveUnknown: 0, kept: 0 };
const COMPARISON = { ...COUNTS, differences: [] };
const FACTS = { importEnded: true, everConfirmed: true, confirmed: false, payingUsers: 50, maxShare: 0.1 };

t.test("what the removals of a reconciliation wait for", async (t) => {
  const waits = (facts: Partial<typeof FACTS>, comparison: Partial<typeof COMPARISON> = {}) =>
    whatWaits({ ...COMPARISON, ...comparison }, { ...FACTS, ...facts });
  t.equal(waits({}), undefined);
  t.equal(waits({ importEnded: false }), "import");
  t.equal(waits({ importEnded: false, confirmed: true }), "import", "a person cannot confirm what is not known yet");
  t.equal(waits({ everConfirmed: false }), "first_removal");
  t.equal(waits({ everConfirmed: false, confirmed: true }), undefined);
  t.equal(waits({}, { wouldRemove: 11 }), "share");
  t.equal(waits({ confirmed: true }, { wouldRemove: 11 }), undefined);
  t.equal(waits({ everConfirmed: false }, { wouldRemove: 11 }), "first_removal", "the first one whatever its size");
  t.equal(waits({ importEnded: false, everConfirmed: false }, { wouldRemove: 0 }), undefined, "nothing to take");
});
