import t from "tap";
import type { SubscriptionFacts } from "../../src/entitlement/claim-plans.ts";
import { bearsOnItems, type ContestedPayment } from "../../src/entitlement/decide-coverage.ts";
import { decideEntitlement } from "../../src/entitlement/decide-entitlement.ts";
import { entitlementPolicy } from "../../src/entitlement/policy.ts";
import type { BilledLine } from "../../src/stripe/fetch-bills.ts";
import type { SubscriptionItem } from "../../src/stripe/read-subscription.ts";
import { newPlan } from "../support/new-plan.ts";

const DAY = 86_400_000;
const START = Date.UTC(2026, 5, 1);
const NOW = START + 10 * DAY;
const at = (day: number) => START + day * DAY;

const plans = [newPlan("premium", 10), newPlan("pro", 20), newPlan("max", 30)];
const standard = entitlementPolicy.parse({});

function item(plan: string, facts: Partial<SubscriptionItem> = {}): SubscriptionItem {
  return { id: "si_1", priceId: `price_${plan}`, from: START, until: at(30), ...facts };
}

/** A line of the invoice `in_<order>` for the whole period. */
function line(order: number, plan: string, facts: Partial<BilledLine> = {}): BilledLine {
  const bill = { invoiceId: `in_${order}`, amountPaid: 499, carried: false, order };
  return { ...bill, itemId: "si_1", priceId: `price_${plan}`, from: START, until: at(30), ...facts };
}

/** The payment of the invoice `in_<order>` was refunded. */
function refunded(order: number, facts: Partial<ContestedPayment> = {}): ContestedPayment {
  const span = { coversFrom: START, coversUntil: at(30), billsUntil: at(30) };
  return { ...span, refunded: true, dispute: null, invoiceId: `in_${order}`, amount: 499, ...facts };
}

function disputed(order: number, dispute: "open" | "lost"): ContestedPayment {
  return refunded(order, { refunded: false, dispute });
}

interface Case {
  readonly items?: readonly SubscriptionItem[];
  readonly lines: readonly BilledLine[];
  readonly payments: readonly ContestedPayment[];
  readonly facts?: Partial<SubscriptionFacts>;
  readonly policy?: typeof standard;
  readonly now?: number;
}

function decide({ items = [item("premium")], lines, payments, facts, policy = standard, now = NOW }: Case) {
  const subscription: SubscriptionFacts = {
    id: "sub_1",
    status: "active",
    priceIds: items.map(({ priceId }) => priceId),
    currentPeriodStart: START,
    endsAt: null,
    pastDueSince: null,
    trialEnd: null,
    payments,
    coverage: { items, lines },
    ...facts,
  };
  return decideEntitlement({ subscriptions: [subscription], grants: [] }, { plans, policy }, now);
}

t.test("the newest line that reaches into the item's period counts", async (t) => {
  const cases: [string, Case, string][] = [
    ["refunded", { lines: [line(1, "premium")], payments: [refunded(1)] }, "free"],
    ["dispute open", { lines: [line(1, "premium")], payments: [disputed(1, "open")] }, "free"],
    ["dispute lost", { lines: [line(1, "premium")], payments: [disputed(1, "lost")] }, "free"],
    ["refund failed", { lines: [line(1, "premium")], payments: [refunded(1, { refunded: false })] }, "premium"],
    ["paid again", { lines: [line(1, "premium"), line(2, "premium")], payments: [refunded(1)] }, "premium"],
    ["in any order", { lines: [line(2, "premium"), line(1, "premium")], payments: [refunded(1)] }, "premium"],
    ["the newer one refunded", { lines: [line(1, "premium"), line(2, "premium")], payments: [refunded(2)] }, "premium"],
    ["both", { lines: [line(1, "premium"), line(2, "premium")], payments: [refunded(1), refunded(2)] }, "free"],
    [
      "a month that is over",
      { lines: [line(1, "premium", { from: at(-30), until: START })], payments: [refunded(1)] },
      "premium",
    ],
    [
      "a month to come",
      { lines: [line(1, "premium", { from: at(30), until: at(60) })], payments: [refunded(1)] },
      "premium",
    ],
    ["never billed", { lines: [], payments: [refunded(1)] }, "premium"],
    [
      "another item's",
      {
        lines: [line(1, "premium"), line(2, "pro", { itemId: "si_2" })],
        items: [item("premium"), item("pro", { id: "si_2" })],
        payments: [refunded(2)],
      },
      "premium",
    ],
    ["by price, without an item", { lines: [line(1, "premium", { itemId: null })], payments: [refunded(1)] }, "free"],
    [
      "another price, without an item",
      { lines: [line(1, "setup", { itemId: null })], payments: [refunded(1)] },
      "premium",
    ],
    ["upgraded for nothing", { items: [item("pro")], lines: [line(1, "premium")], payments: [refunded(1)] }, "free"],
    [
      "a price that gives nothing",
      { items: [item("seat")], lines: [line(1, "premium"), line(2, "seat")], payments: [refunded(2)] },
      "free",
    ],
  ];
  for (const [name, facts, plan] of cases) t.equal(decide(facts).plan, plan, name);
});

t.test("of an invoice with several payments all have to be gone", async (t) => {
  const lines = [line(1, "premium", { amountPaid: 500 })];
  t.equal(decide({ lines, payments: [refunded(1, { amount: 300 })] }).plan, "premium");
  t.equal(decide({ lines, payments: [refunded(1, { amount: 300 }), disputedPart(1, 200)] }).plan, "free");
  t.equal(decide({ lines, payments: [refunded(1, { amount: null })] }).plan, "free", "an amount that is not known");
});

function disputedPart(order: number, amount: number): ContestedPayment {
  return { ...disputed(order, "lost"), amount };
}

t.test("a line that no money came in for stands on the one before", async (t) => {
  const carried = line(2, "premium", { carried: true, amountPaid: 0 });
  const facts = { items: [item("premium")], lines: [line(1, "pro"), carried] };
  t.equal(decide({ ...facts, payments: [refunded(1)] }).plan, "free");
  t.equal(decide({ ...facts, payments: [refunded(9)] }).plan, "premium");
  t.equal(decide({ lines: [carried], payments: [refunded(1)] }).plan, "premium", "alone it is the operator's gift");
  const between = [line(1, "pro"), line(2, "premium"), line(3, "premium", { carried: true })];
  t.match(decide({ items: [item("premium")], lines: between, payments: [refunded(2)] }), { plan: "premium" });
  t.equal(decide({ items: [item("premium")], lines: between, payments: [refunded(1), refunded(2)] }).plan, "free");
});

t.test("after a refund what was paid before counts, up to its own end, and gives no more than the item", async (t) => {
  const upgraded = [line(1, "premium", { until: at(20) }), line(2, "pro")];
  const facts = { items: [item("pro")], lines: upgraded, payments: [refunded(2)] };
  t.match(decide(facts), { plan: "premium", endsAt: at(20), recheckAt: at(20) });
  t.equal(decide({ ...facts, now: at(20) - 1 }).plan, "premium");
  t.match(decide({ ...facts, now: at(20) }), { plan: "free", endsAt: null, recheckAt: null });
  t.match(decide({ ...facts, facts: { endsAt: at(15) } }), { endsAt: at(15) }, "the subscription ends before");
  const whole = [line(1, "premium"), line(2, "pro")];
  t.match(decide({ ...facts, lines: whole }), { plan: "premium", endsAt: null, recheckAt: null });
  const downgraded = [line(1, "max"), line(2, "premium")];
  t.equal(decide({ items: [item("premium")], lines: downgraded, payments: [refunded(2)] }).plan, "premium");
  const unnamed = [line(1, "premium", { priceId: null }), line(2, "premium")];
  t.equal(decide({ lines: unnamed, payments: [refunded(2)] }).plan, "premium");
});

t.test("what stands goes on without being looked at again", async (t) => {
  const lines = [line(1, "premium", { until: at(20) }), line(2, "pro")];
  t.match(decide({ items: [item("pro")], lines, payments: [refunded(9)] }), { endsAt: null, recheckAt: null });
});

t.test("an item that took the place of another stands on what was billed for that before", async (t) => {
  const old = line(1, "premium", { itemId: "si_old" });
  const items = [item("pro", { id: "si_new" })];
  const own = (order: number) => line(order, "pro", { itemId: "si_new" });
  t.equal(decide({ items, lines: [old], payments: [refunded(1)] }).plan, "free");
  t.equal(decide({ items, lines: [old, own(2)], payments: [refunded(1)] }).plan, "pro");
  t.equal(decide({ items, lines: [old, own(2)], payments: [refunded(2)] }).plan, "premium");
  t.equal(
    decide({ items, lines: [own(1), old], payments: [refunded(1)] }).plan,
    "free",
    "billed together, refunded together",
  );
  t.equal(
    decide({ items, lines: [own(1), { ...old, invoiceId: "in_2", order: 2 }], payments: [refunded(1)] }).plan,
    "free",
    "billed after it",
  );
  const both = [...items, item("premium", { id: "si_old" })];
  t.equal(decide({ items: both, lines: [old], payments: [refunded(1)] }).plan, "pro", "it is still there");
});

t.test("each line of the policy can be set otherwise, by what the payment paid for", async (t) => {
  const conditions = { refunded: refunded(1), dispute_open: disputed(1, "open"), dispute_lost: disputed(1, "lost") };
  for (const [name, payment] of Object.entries(conditions)) {
    const keep = entitlementPolicy.parse({ payments: { [name]: "keep" } });
    const grace = entitlementPolicy.parse({ payments: { [name]: "grace" }, grace_days: 12 });
    const facts = { lines: [line(1, "premium", { from: at(1) })], payments: [payment] };
    t.match(decide({ ...facts, policy: keep }), { plan: "premium", recheckAt: null }, name);
    t.match(decide({ ...facts, policy: grace }), { plan: "premium", recheckAt: at(13) }, name);
    const older = { ...facts, lines: [line(0, "premium"), ...facts.lines] };
    t.match(decide({ ...older, policy: grace, now: at(20) }), { plan: "premium", recheckAt: null }, "paid before");
  }
  const grace = entitlementPolicy.parse({ payments: { refunded: "grace" }, grace_days: 12 });
  const lines = [line(1, "premium", { until: at(11) }), line(2, "pro")];
  const twice = { items: [item("pro")], lines, payments: [refunded(2)], policy: grace };
  t.match(decide(twice), { plan: "pro", recheckAt: at(11) }, "the sooner of two ends is looked at");
});

t.test("the status counts as well", async (t) => {
  const facts = { lines: [line(1, "premium"), line(2, "premium")], payments: [refunded(1)] };
  t.equal(decide({ ...facts, facts: { status: "unpaid" } }).plan, "free");
  const owed = { status: "past_due", pastDueSince: at(8) };
  t.match(decide({ ...facts, facts: owed }), { plan: "premium", recheckAt: at(11) });
  t.equal(decide({ ...facts, facts: owed, now: at(11) }).plan, "free");
  const trial = { ...facts, payments: [refunded(1), refunded(2)], facts: { status: "trialing" } };
  t.equal(decide(trial).plan, "premium", "a trial is free");
});

t.test("a payment of an older version counts as it did, beside those that are known better", async (t) => {
  const old = refunded(0, { invoiceId: null, billsUntil: null });
  t.equal(decide({ lines: [line(1, "premium")], payments: [old] }).plan, "free");
  t.equal(decide({ lines: [line(1, "premium")], payments: [{ ...old, coversUntil: START }] }).plan, "premium");
  const coverage = { coverage: { items: [item("premium")], lines: null } };
  t.equal(decide({ lines: [], payments: [refunded(1)], facts: coverage }).plan, "free", "the invoices are not read");
  const over = refunded(1, { billsUntil: START, dispute: "open" });
  t.equal(decide({ lines: [], payments: [over], facts: coverage }).plan, "premium", "it paid for what is over");
  t.equal(decide({ lines: [], payments: [over], facts: { coverage: null } }).plan, "free", "nobody knows the items");
});

t.test("which payments may bear on what a subscription has", async (t) => {
  const items = [item("premium"), item("pro", { from: at(-300), until: at(65) })];
  t.equal(bearsOnItems(refunded(1), items), true);
  t.equal(bearsOnItems(refunded(1, { billsUntil: at(-299) }), items), true, "the yearly item's period");
  t.equal(bearsOnItems(refunded(1, { billsUntil: at(-300) }), items), false);
  t.equal(bearsOnItems(refunded(1, { billsUntil: null }), items), true);
  t.equal(bearsOnItems(refunded(1, { refunded: false }), items), false);
  t.equal(bearsOnItems(refunded(1, { billsUntil: at(-400) }), []), true);
});
