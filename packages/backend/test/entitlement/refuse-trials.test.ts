import t from "tap";
import { findNewTrials } from "../../src/entitlement/find-new-trials.ts";
import { refuseTrials, type TrialFacts, type TrialSubscription } from "../../src/entitlement/refuse-trials.ts";
import { newPlan } from "../support/new-plan.ts";

const DAY = 86_400_000;
const END = 100 * DAY;
const once = { ...newPlan("premium", 10), trial: "once" as const };
const dear = { ...newPlan("max", 30), trial: "once" as const };
const always = { ...newPlan("pro", 20), trial: "always" as const };
const plans = [once, always, dear, newPlan("basic", 5)];
const HAD: TrialFacts[] = plans.map(({ id }) => ({ plan: id, subscriptionId: "sub_first" }));

function subscription(facts: Partial<TrialSubscription> = {}): TrialSubscription {
  const period = { currentPeriodStart: END - 7 * DAY, pastDueSince: null };
  return { id: "sub_next", status: "trialing", priceIds: ["price_premium"], trialEnd: END, ...period, ...facts };
}

const refusedOf = (facts: Partial<TrialSubscription>, trials: TrialFacts[] = HAD) =>
  refuseTrials({ subscriptions: [subscription(facts)], trials }, plans).refused?.id;

t.test("only an unpaid trial of a plan that allows one, by a user who had another, is refused", async (t) => {
  const cases: [string, Partial<TrialSubscription>, string | undefined][] = [
    ["a second trial", {}, "premium"],
    ["the first trial itself", { id: "sub_first" }, undefined],
    ["a plan that allows more", { priceIds: ["price_pro"] }, undefined],
    ["a plan that says nothing", { priceIds: ["price_basic"] }, undefined],
    ["no plan", { priceIds: ["price_unknown"] }, undefined],
    ["of two plans the higher counts", { priceIds: ["price_premium", "price_pro"] }, undefined],
    ["paid", { status: "active" }, undefined],
    ["no trial", { trialEnd: null }, undefined],
    ["the first payment is due", { status: "past_due", pastDueSince: END + 3_600_000 }, "premium"],
    ["the first payment is due, by an old reading", { status: "past_due", currentPeriodStart: END }, "premium"],
    ["a later payment is due", { status: "past_due", pastDueSince: END + DAY }, undefined],
  ];
  for (const [what, facts, expected] of cases) {
    t.equal(refusedOf(facts), expected, what);
    t.equal(refusedOf(facts, []), undefined, `${what}, and no trial before`);
  }
});

t.test("the others stay, and of several refused plans the highest is named", async (t) => {
  const paid = subscription({ id: "sub_paid", status: "active" });
  const all = [subscription(), subscription({ id: "sub_max", priceIds: ["price_max"] }), paid];
  const { subscriptions, refused } = refuseTrials({ subscriptions: all, trials: HAD }, plans);
  t.same(subscriptions, [paid]);
  t.equal(refused?.id, "max");
  t.same(refuseTrials({ subscriptions: all }, plans).subscriptions, all, "nothing is known of trials");
});

t.test("the earliest trial of each plan is recorded, whatever the plans file says of it, and once", async (t) => {
  const started = (id: string, plan: string, day: number | null) => ({
    id,
    priceIds: [`price_${plan}`],
    trialStart: day === null ? null : day * DAY,
  });
  const subscriptions = [
    started("sub_late", "premium", 5),
    started("sub_early", "premium", 3),
    started("sub_pro", "pro", 9),
    started("sub_none", "basic", null),
    started("sub_unknown", "unknown", 1),
  ];
  const found = findNewTrials({ subscriptions, trials: [] }, plans);
  t.same(found, [
    { plan: "premium", subscriptionId: "sub_early", startedAt: 3 * DAY },
    { plan: "pro", subscriptionId: "sub_pro", startedAt: 9 * DAY },
  ]);
  t.same(findNewTrials({ subscriptions, trials: found }, plans), []);
});
