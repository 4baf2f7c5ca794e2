import t from "tap";
import type { SubscriptionFacts } from "../../src/entitlement/claim-plans.ts";
import type { ContestedPayment } from "../../src/entitlement/decide-coverage.ts";
import { explainEnd } from "../../src/entitlement/explain-end.ts";
import { entitlementPolicy } from "../../src/entitlement/policy.ts";
import { newPlan } from "../support/new-plan.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 15);
const [FROM, UNTIL] = [NOW - 10 * DAY, NOW + 20 * DAY];
const by = { plans: [newPlan("premium", 10), newPlan("pro", 20)], policy: entitlementPolicy.parse({}) };

function payment(invoiceId: string, facts: Partial<ContestedPayment>): ContestedPayment {
  const span = { billsUntil: UNTIL, coversFrom: FROM, coversUntil: UNTIL };
  return { refunded: false, dispute: null, invoiceId, amount: 500, ...span, ...facts };
}

function line(invoiceId: string, priceId: string, order: number) {
  return { invoiceId, itemId: "si_1", priceId, order, from: FROM, until: UNTIL, amountPaid: 500, carried: false };
}

/** Premium was bought, then Pro, with an invoice for the difference. */
function movedUp(facts: Partial<SubscriptionFacts>): SubscriptionFacts {
  return {
    id: "sub_1",
    status: "active",
    priceIds: ["price_pro"],
    currentPeriodStart: FROM,
    endsAt: null,
    pastDueSince: null,
    trialEnd: null,
    payments: [],
    coverage: {
      items: [{ id: "si_1", priceId: "price_pro", from: FROM, until: UNTIL }],
      lines: [line("in_1", "price_premium", 1), line("in_2", "price_pro", 2)],
    },
    ...facts,
  };
}

const explain = (planId: string, facts: Partial<SubscriptionFacts>) => explainEnd(movedUp(facts), planId, by, NOW);

t.test("the one thing without which the plan would be there", async (t) => {
  const month = payment("in_1", { refunded: true });
  const difference = payment("in_2", { refunded: true });
  t.equal(explain("premium", { payments: [difference, month] }), "refunded", "a lower plan than the price's");
  t.equal(explain("premium", { payments: [difference, payment("in_1", { dispute: "open" })] }), "disputed");
  t.equal(explain("premium", { payments: [] }), null, "it never gave that plan");
  const late = { status: "past_due", pastDueSince: NOW - 4 * DAY };
  t.equal(explain("pro", late), "unpaid", "past the days of grace");
  t.equal(explain("pro", { status: "unpaid" }), "unpaid");
  t.equal(explain("premium", late), null);
  t.equal(explain("pro", { status: "canceled", payments: [difference, month] }), null, "a person cancelled it");
});

t.test("more than one thing is wrong", async (t) => {
  const both = [payment("in_1", { refunded: true }), payment("in_2", { dispute: "lost" })];
  t.equal(explain("pro", { status: "unpaid", payments: both }), "disputed");
  t.equal(explain("pro", { status: "unpaid", payments: [payment("in_2", { refunded: true })] }), "refunded");
  t.equal(explain("premium", { status: "unpaid", payments: both }), null);
});
