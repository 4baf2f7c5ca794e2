import t from "tap";
import { holdBack, isLower } from "../../src/entitlement/hold-back.ts";

const plan = (id: string, rank: number) => ({ id, name: id, rank, price_ids: [], role_ids: [] });
const PLANS = [plan("premium", 10), plan("pro", 20)];
const NOW = 1_767_225_600_000;

t.test("which plan is lower", async (t) => {
  t.equal(isLower("premium", "pro", PLANS), true);
  t.equal(isLower("pro", "premium", PLANS), false);
  t.equal(isLower("pro", "pro", PLANS), false);
  t.equal(isLower("free", "premium", PLANS), true);
  t.equal(isLower("free", "free", PLANS), false);
  t.equal(isLower("free", "gold", PLANS), true, "also than one that the catalogue no longer has");
  t.equal(isLower("gold", "premium", PLANS), true);
});

t.test("while nothing may be taken", async (t) => {
  const standing = { plan: "pro", endsAt: 5, graceUntil: 6, trialRefused: null };
  const none = { source: "none", subscriptionId: null, endsAt: null, graceUntil: null, trialRefused: null } as const;
  const decided = { ...none, plan: "free", recheckAt: null };
  t.match(holdBack(standing, decided, PLANS, NOW), { ...standing, recheckAt: NOW + 60_000 });
  const same = { ...none, plan: "pro", source: "grant", recheckAt: 7 } as const;
  t.same(holdBack(standing, same, PLANS, NOW), same, "what is no loss is written as it is");
});
