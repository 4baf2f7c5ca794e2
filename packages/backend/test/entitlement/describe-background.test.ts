import t from "tap";
import type { SubscriptionFacts } from "../../src/entitlement/claim-plans.ts";
import type { ContestedPayment } from "../../src/entitlement/decide-coverage.ts";
import type { Entitlement } from "../../src/entitlement/decide-entitlement.ts";
import { describeBackground } from "../../src/entitlement/describe-background.ts";
import { findGrace } from "../../src/entitlement/find-grace.ts";
import { entitlementPolicy } from "../../src/entitlement/policy.ts";
import { newPlan } from "../support/new-plan.ts";

const DAY = 86_400_000;
const START = 100 * DAY;
const NOW = START + 10 * DAY;
const by = { plans: [newPlan("premium", 10), newPlan("pro", 20)], policy: entitlementPolicy.parse({}) };
const NOTHING: Entitlement = {
  plan: "free",
  source: "none",
  subscriptionId: null,
  endsAt: null,
  graceUntil: null,
  trialRefused: null,
  recheckAt: null,
};

function subscription(facts: Partial<SubscriptionFacts> = {}): SubscriptionFacts {
  const period = { currentPeriodStart: START, endsAt: null, pastDueSince: null, trialEnd: null };
  const paid = { payments: [], coverage: null };
  return { id: "sub_1", status: "active", priceIds: ["price_premium"], ...period, ...paid, ...facts };
}

function payment(facts: Partial<ContestedPayment>): ContestedPayment {
  const span = { coversFrom: START, coversUntil: START + 30 * DAY, billsUntil: null };
  return { refunded: false, dispute: null, invoiceId: null, amount: null, ...span, ...facts };
}

t.test("why a plan has ended, as far as a message says it", async (t) => {
  const refunded = payment({ refunded: true });
  const cases: [string, Partial<SubscriptionFacts>, string | null][] = [
    ["nothing is known", {}, null],
    ["unpaid", { status: "unpaid" }, "unpaid"],
    ["past due after the grace", { status: "past_due" }, "unpaid"],
    ["refunded", { payments: [refunded] }, "refunded"],
    ["refunded, and cancelled by hand", { status: "canceled", payments: [refunded] }, null],
    ["paused", { status: "paused" }, null],
    ["disputed", { payments: [payment({ dispute: "open" })] }, "disputed"],
    ["lost", { payments: [refunded, payment({ dispute: "lost" })] }, "disputed"],
    [
      "an earlier period refunded",
      { status: "unpaid", payments: [payment({ refunded: true, coversUntil: START })] },
      "unpaid",
    ],
    [
      "what its invoice billed counts",
      { payments: [payment({ refunded: true, coversUntil: 0, billsUntil: START + DAY })] },
      "refunded",
    ],
    ["another plan's payment", { priceIds: ["price_pro"], payments: [refunded] }, null],
  ];
  for (const [what, facts, expected] of cases) {
    t.equal(
      describeBackground([subscription(facts)], { after: NOTHING, told: "premium" }, by, NOW).ended,
      expected,
      what,
    );
  }
});

t.test("a trial is said to end when the subscription that gives the plan is in one", async (t) => {
  const given = { ...NOTHING, plan: "premium", source: "subscription", subscriptionId: "sub_1" } as const;
  const trial = { status: "trialing", trialEnd: START };
  const endOf = (facts: Partial<SubscriptionFacts>) =>
    describeBackground([subscription(facts)], { after: given, told: "free" }, by, NOW).trialEndsAt;
  t.equal(endOf(trial), START);
  t.equal(endOf({ ...trial, status: "active" }), null);
  t.equal(endOf({ ...trial, id: "sub_2" }), null);
});

t.test("the grace runs from the first unpaid invoice, where the status has one", async (t) => {
  const policy = entitlementPolicy.parse({ grace_days: 3, statuses: { unpaid: "keep" } });
  const graceOf = (facts: Partial<SubscriptionFacts>) => findGrace(subscription(facts), policy);
  t.equal(graceOf({ status: "past_due", pastDueSince: START + DAY }), START + 4 * DAY);
  t.equal(graceOf({ status: "past_due" }), START + 3 * DAY);
  for (const status of ["active", "unpaid", "canceled", "something_new"]) t.equal(graceOf({ status }), null, status);
  t.equal(findGrace(undefined, policy), null);
});
