import t from "tap";
import { whyForeign } from "../../src/events/why-foreign.ts";

const own = { account: "acct_own", livemode: true };

t.test("an event that the key can read", async (t) => {
  for (const event of [
    { account: null, livemode: true },
    { account: "acct_own", livemode: true },
    { account: null, livemode: null },
  ]) {
    t.equal(whyForeign(event, own), undefined);
  }
  t.equal(whyForeign({ account: "acct_other", livemode: false }, { account: null, livemode: null }), undefined);
  t.equal(whyForeign({ account: null, livemode: false }, { account: "acct_own", livemode: false }), undefined);
});

t.test("one that it can never read", async (t) => {
  t.equal(whyForeign({ account: "acct_other", livemode: true }, own), "other_account");
  t.equal(whyForeign({ account: "acct_other", livemode: null }, { ...own, livemode: null }), "other_account");
  t.equal(whyForeign({ account: null, livemode: false }, own), "other_mode");
  t.equal(whyForeign({ account: null, livemode: true }, { ...own, livemode: false }), "other_mode");
});
