import t from "tap";
import { plansFile } from "../../src/entitlement/plans-file.ts";

const plan = { id: "premium", name: "Premium", rank: 1, price_ids: ["price_1"], role_ids: ["1100000000000000011"] };

t.test("what the plans file may hold", async (t) => {
  const standard = plansFile.parse({ plans: [plan] });
  t.match(standard, { plans: [{ id: "premium" }], entitlement: { grace_days: 3, statuses: { paused: "none" } } });
  const own = plansFile.parse({ plans: [plan], entitlement: { grace_days: 7, statuses: { paused: "keep" } } });
  t.match(own.entitlement, { grace_days: 7, statuses: { paused: "keep", unpaid: "none" } });
  t.throws(() => plansFile.parse({ plans: [plan, plan] }), /premium appears twice/);
  t.throws(() => plansFile.parse({ plans: [plan], entitlement: { statuses: { active: "maybe" } } }), /maybe|keep/);
  t.throws(() => plansFile.parse({ plans: [plan], entitlement: { grace_days: -1 } }));
});
