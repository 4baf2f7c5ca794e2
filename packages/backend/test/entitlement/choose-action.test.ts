import t from "tap";
import { chooseAction } from "../../src/entitlement/choose-action.ts";
import { newPlan } from "../support/new-plan.ts";

const plans = [newPlan("premium", 10), newPlan("pro", 20)];
const END = 1_000;

t.test("every change of standing against what is said about it", async (t) => {
  const cases: [string, number | null, string, number | null, string | undefined][] = [
    ["free", null, "free", null, undefined],
    ["free", null, "premium", null, "subscription_created"],
    ["free", null, "premium", END, "subscription_created"],
    ["premium", null, "free", null, "subscription_cancelled"],
    ["premium", END, "free", null, "subscription_cancelled"],
    ["premium", null, "pro", null, "plan_upgraded"],
    ["pro", null, "premium", null, "plan_downgraded"],
    ["premium", null, "premium", null, undefined],
    ["premium", null, "premium", END, "subscription_updated"],
    ["premium", END, "premium", END, undefined],
    ["premium", END, "premium", END + 1, undefined],
    ["premium", END, "premium", null, "subscription_updated"],
    ["no_longer_sold", null, "premium", null, "plan_upgraded"],
  ];
  for (const [before, endsBefore, after, endsAfter, expected] of cases) {
    const action = chooseAction({ plan: before, endsAt: endsBefore }, { plan: after, endsAt: endsAfter }, plans);
    t.equal(action, expected, `${before} (${endsBefore}) to ${after} (${endsAfter}): ${expected}`);
  }
});
