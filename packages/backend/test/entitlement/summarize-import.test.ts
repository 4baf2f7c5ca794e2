import t from "tap";
import { entitlementPolicy } from "../../src/entitlement/policy.ts";
import { summarizeImport } from "../../src/entitlement/summarize-import.ts";

const plans = [
  { id: "premium", name: "Premium", rank: 10, price_ids: ["price_a", "price_b"], role_ids: [] },
  { id: "pro", name: "Pro", rank: 20, price_ids: ["price_c"], role_ids: [] },
];
const policy = entitlementPolicy.parse({});

t.test("what subscriptions mean for the plans", async (t) => {
  const group = (status: string, priceIds: string[], count: number) => ({ status, priceIds, count });
  const found = summarizeImport(
    [
      group("active", ["price_a"], 10),
      group("past_due", ["price_b"], 2),
      group("active", ["price_a", "price_c"], 3),
      group("active", ["price_old"], 4),
      group("trialing", ["price_older", "price_old"], 1),
      group("canceled", ["price_gone"], 5),
      group("mysterious", ["price_a"], 6),
    ],
    { plans, policy },
  );
  t.strictSame(found, {
    subscriptions: 31,
    ended: 11,
    plans: [
      { plan: "premium", subscriptions: 12 },
      { plan: "pro", subscriptions: 3 },
    ],
    unknown_prices: [
      { price_id: "price_old", subscriptions: 5 },
      { price_id: "price_older", subscriptions: 1 },
    ],
    unknown_statuses: [{ status: "mysterious", subscriptions: 6 }],
  });
});
