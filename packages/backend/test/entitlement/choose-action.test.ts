import t from "tap";
import { chooseAction, restate } from "../../src/entitlement/choose-action.ts";
import type { Background } from "../../src/entitlement/describe-background.ts";
import { isSameStanding, type Standing } from "../../src/entitlement/standing.ts";
import { newPlan } from "../support/new-plan.ts";

const plans = [newPlan("premium", 10), newPlan("pro", 20)];
const DAY = 86_400_000;
const END = 100 * DAY;
const PLAIN: Background = { ended: null, trialEndsAt: null };

function standing(plan: string, facts: Partial<Standing> = {}): Standing {
  return { plan, endsAt: null, graceUntil: null, trialRefused: null, ...facts };
}

const free = standing("free");
const premium = standing("premium");
const pro = standing("pro");

t.test("every change of standing against what is said about it", async (t) => {
  const ending = standing("premium", { endsAt: END });
  const owing = standing("premium", { graceUntil: END });
  const cases: [Standing, Standing, string | undefined][] = [
    [free, free, undefined],
    [free, premium, "subscription_created"],
    [free, ending, "subscription_created"],
    [premium, free, "subscription_cancelled"],
    [ending, free, "subscription_cancelled"],
    [premium, pro, "plan_upgraded"],
    [pro, premium, "plan_downgraded"],
    [standing("no_longer_sold"), premium, "plan_upgraded"],
    [premium, premium, undefined],
    [premium, ending, "subscription_updated cancellation_scheduled"],
    [ending, ending, undefined],
    [ending, standing("premium", { endsAt: END + DAY - 1 }), undefined],
    [ending, standing("premium", { endsAt: END + DAY }), "subscription_updated cancellation_scheduled"],
    [ending, premium, "subscription_updated cancellation_undone"],
    [premium, owing, "subscription_updated payment_failed"],
    [owing, owing, undefined],
    [owing, premium, "subscription_updated payment_recovered"],
    [owing, free, "subscription_cancelled"],
    [premium, { ...owing, endsAt: END }, "subscription_updated payment_failed"],
    [{ ...ending, graceUntil: END }, ending, "subscription_updated payment_recovered"],
    [free, standing("free", { trialRefused: "pro" }), "subscription_updated trial_used"],
    [premium, standing("premium", { trialRefused: "pro" }), "subscription_updated trial_used"],
    [standing("free", { trialRefused: "pro" }), free, undefined],
    [standing("free", { endsAt: END }), free, undefined],
  ];
  for (const [told, after, expected] of cases) {
    const chosen = chooseAction(told, after, plans, PLAIN);
    const said = chosen && [chosen.action, ...(chosen.change ? [chosen.change] : [])].join(" ");
    t.equal(said, expected, `${JSON.stringify(told)} to ${JSON.stringify(after)}: ${expected}`);
    if (isSameStanding(told, after)) t.equal(said, undefined, "nothing is said of what is the same");
  }
});

t.test("the reason of an end and a trial are said only where they belong", async (t) => {
  for (const ended of ["unpaid", "refunded", "disputed"] as const) {
    const background = { ended, trialEndsAt: null };
    t.same(chooseAction(premium, free, plans, background), { action: "subscription_cancelled", change: ended });
    t.same(chooseAction(pro, premium, plans, background), { action: "plan_downgraded", change: null });
    t.same(chooseAction(free, premium, plans, background), { action: "subscription_created", change: null });
  }
  const trial = { ended: null, trialEndsAt: END };
  t.same(chooseAction(free, premium, plans, trial), { action: "subscription_created", change: "trial_started" });
  t.same(chooseAction(premium, pro, plans, trial), { action: "plan_upgraded", change: null });
});

t.test("to a user in doubt it says what is true", async (t) => {
  t.same(restate(premium), { action: "subscription_updated", change: null });
  t.same(restate(free), { action: "subscription_cancelled", change: null });
});
