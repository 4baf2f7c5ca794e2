import t from "tap";
import type { SubscriptionFacts } from "../../src/entitlement/claim-plans.ts";
import type { ContestedPayment } from "../../src/entitlement/decide-coverage.ts";
import { decideEntitlement, type GrantFacts } from "../../src/entitlement/decide-entitlement.ts";
import { type Effect, entitlementPolicy } from "../../src/entitlement/policy.ts";
import type { TrialFacts } from "../../src/entitlement/refuse-trials.ts";
import { newPlan } from "../support/new-plan.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 15);
const PERIOD = { from: NOW - 10 * DAY, until: NOW + 20 * DAY };

const plans = [
  newPlan("premium", 10),
  newPlan("max", 30),
  { ...newPlan("pro", 20), price_ids: ["price_pro", "price_pro_yearly"] },
];
const standard = entitlementPolicy.parse({});

function subscription(facts: Partial<SubscriptionFacts> = {}): SubscriptionFacts {
  return {
    id: "sub_1",
    status: "active",
    priceIds: ["price_premium"],
    currentPeriodStart: PERIOD.from,
    endsAt: null,
    pastDueSince: null,
    trialEnd: null,
    payments: [],
    coverage: null,
    ...facts,
  };
}

/** As an older version stored it. */
function payment(facts: Partial<ContestedPayment>): ContestedPayment {
  const span = { coversFrom: PERIOD.from, coversUntil: PERIOD.until };
  return { refunded: false, dispute: null, invoiceId: null, amount: null, billsUntil: null, ...span, ...facts };
}

function decide(
  facts: { subscriptions?: SubscriptionFacts[]; grants?: GrantFacts[]; trials?: TrialFacts[] },
  { policy = standard, now = NOW } = {},
) {
  return decideEntitlement({ subscriptions: [], grants: [], trials: [], ...facts }, { plans, policy }, now);
}

const STATUSES: Record<string, Effect> = {
  active: "keep",
  trialing: "keep",
  past_due: "grace",
  unpaid: "none",
  paused: "none",
  canceled: "none",
  incomplete: "none",
  incomplete_expired: "none",
  something_new: "none",
};

t.test("every status against every condition of its payments", async (t) => {
  const conditions: [string, ContestedPayment[], boolean][] = [
    ["nothing contested", [], true],
    ["refunded in full", [payment({ refunded: true })], false],
    ["an earlier period refunded", [payment({ refunded: true, coversFrom: 0, coversUntil: PERIOD.from })], true],
    ["a later period refunded", [payment({ refunded: true, coversFrom: PERIOD.until, coversUntil: Infinity })], true],
    ["dispute open", [payment({ dispute: "open" })], false],
    ["dispute of an earlier period open", [payment({ dispute: "open", coversFrom: 0, coversUntil: 1 })], false],
    ["dispute lost", [payment({ dispute: "lost" })], false],
    ["dispute of an earlier period lost", [payment({ dispute: "lost", coversFrom: 0, coversUntil: 1 })], true],
    ["dispute won", [payment({ dispute: null })], true],
    ["one of two refunded", [payment({}), payment({ refunded: true })], false],
  ];
  for (const [status, effect] of Object.entries(STATUSES)) {
    for (const [name, payments, kept] of conditions) {
      const facts = subscription({ status, payments, pastDueSince: NOW - 2 * DAY });
      const expected = effect !== "none" && kept ? "premium" : "free";
      t.equal(decide({ subscriptions: [facts] }).plan, expected, `${status}, ${name}: ${expected}`);
    }
  }
});

t.test("each line of the policy can be set otherwise", async (t) => {
  for (const status of Object.keys(STATUSES).filter((name) => name !== "something_new")) {
    for (const effect of ["keep", "grace", "none"] as const) {
      const policy = entitlementPolicy.parse({ statuses: { [status]: effect }, grace_days: 3 });
      const facts = subscription({ status, pastDueSince: NOW - 2 * DAY });
      const { plan, recheckAt } = decide({ subscriptions: [facts] }, { policy });
      t.equal(plan, effect === "none" ? "free" : "premium", `${status}: ${effect}`);
      t.equal(recheckAt, effect === "grace" ? NOW + DAY : null);
    }
  }
  const contested = {
    refunded: payment({ refunded: true }),
    dispute_open: payment({ dispute: "open" }),
    dispute_lost: payment({ dispute: "lost" }),
  };
  for (const [line, facts] of Object.entries(contested)) {
    const policy = entitlementPolicy.parse({ payments: { [line]: "keep" } });
    t.equal(decide({ subscriptions: [subscription({ payments: [facts] })] }, { policy }).plan, "premium", line);
  }
  t.throws(() => entitlementPolicy.parse({ statuses: { actve: "keep" } }), "a misspelt line is refused");
});

t.test("grace runs from the moment the payment was due, and ends to the millisecond", async (t) => {
  const pastDueSince = NOW - DAY;
  const facts = { subscriptions: [subscription({ status: "past_due", pastDueSince })] };
  const end = pastDueSince + 3 * DAY;
  t.match(decide(facts), { plan: "premium", source: "subscription", endsAt: null, recheckAt: end });
  t.equal(decide(facts, { now: end - 1 }).plan, "premium");
  t.match(decide(facts, { now: end }), { plan: "free", source: "none", endsAt: null, recheckAt: null });
  const none = entitlementPolicy.parse({ grace_days: 0 });
  t.equal(decide(facts, { policy: none }).plan, "free", "no days, no grace");
  const unknownStart = { subscriptions: [subscription({ status: "past_due" })] };
  t.equal(decide(unknownStart).recheckAt, null, "ten days into the period three days of grace are over");
});

t.test("the highest plan counts among subscriptions and grants", async (t) => {
  const premium = subscription();
  const pro = subscription({ id: "sub_2", priceIds: ["price_pro"] });
  t.match(decide({ subscriptions: [premium, pro] }), { plan: "pro", subscriptionId: "sub_2" });
  t.equal(decide({ subscriptions: [pro, premium] }).plan, "pro");
  t.equal(decide({ subscriptions: [premium, { ...pro, status: "canceled" }] }).plan, "premium");
  t.equal(decide({ subscriptions: [subscription({ priceIds: ["price_other", "price_pro"] })] }).plan, "pro");
  const priceIds = ["price_premium", "price_max", "price_pro_yearly"];
  t.equal(decide({ subscriptions: [subscription({ priceIds })] }).plan, "max", "several plans in one subscription");
  t.equal(decide({ subscriptions: [subscription({ priceIds: ["price_unknown"] })] }).plan, "free");
  t.match(decide({ subscriptions: [pro], grants: [{ plan: "max", expiresAt: null }] }), {
    plan: "max",
    source: "grant",
    subscriptionId: null,
  });
  t.match(decide({ subscriptions: [pro], grants: [{ plan: "premium", expiresAt: null }] }), { source: "subscription" });
  t.equal(decide({ grants: [{ plan: "gone", expiresAt: null }] }).plan, "free", "a plan that is no longer sold");
});

t.test("a grant holds until its end, and the end is looked at again", async (t) => {
  const facts = { subscriptions: [subscription()], grants: [{ plan: "pro", expiresAt: NOW + DAY }] };
  t.match(decide(facts), { plan: "pro", source: "grant", recheckAt: NOW + DAY });
  t.match(decide(facts, { now: NOW + DAY }), { plan: "premium", source: "subscription", recheckAt: null });
  const two = { grants: [...facts.grants, { plan: "max", expiresAt: NOW + 2 * DAY }] };
  t.equal(decide(two).recheckAt, NOW + DAY, "the soonest of several");
});

t.test("an end is announced only if nothing else goes on", async (t) => {
  const ending = subscription({ endsAt: PERIOD.until });
  t.match(decide({ subscriptions: [ending] }), { plan: "premium", endsAt: PERIOD.until });
  t.match(decide({ subscriptions: [ending, subscription({ id: "sub_2" })] }), { plan: "premium", endsAt: null });
  t.match(decide({ subscriptions: [ending], grants: [{ plan: "premium", expiresAt: null }] }), { endsAt: null });
});

t.test("nobody has anything by default", async (t) => {
  t.same(decide({}), {
    plan: "free",
    source: "none",
    subscriptionId: null,
    endsAt: null,
    graceUntil: null,
    trialRefused: null,
    recheckAt: null,
  });
});
