import type { Sandbox } from "@moddy/sandbox";
import type { Person, Subscription } from "../workload/customer.ts";
import { type PlanName, planOfPrice, RANK } from "../workload/plans.ts";
import { chargesForInvoice, invoicesOf, subscriptionsOf } from "../workload/read-stripe.ts";

const GRACE_SECONDS = 3 * 86_400;
const MONEY_IS_HERE: readonly string[] = ["won", "warning_closed", "warning_needs_response", "warning_under_review"];

type Invoice = ReturnType<typeof invoicesOf>[number];

/** When the first invoice of an unbroken row of unpaid ones was due. */
function owedSince(sandbox: Sandbox, subscription: Subscription): number {
  let since = Number.POSITIVE_INFINITY;
  for (const { status, total, status_transitions } of invoicesOf(sandbox, subscription).toReversed()) {
    if (status === "paid" && total > 0) break;
    if (status === "open" || status === "uncollectible") since = status_transitions.finalized_at ?? since;
  }
  return since;
}

function isPaid(sandbox: Sandbox, subscription: Subscription): boolean {
  const { status } = subscription;
  if (status === "active" || status === "trialing") return true;
  return status === "past_due" && sandbox.stripe.clock.now() < owedSince(sandbox, subscription) + GRACE_SECONDS;
}

/** Whether all money that came in for an invoice was given back, is fought over or was lost. */
function isMoneyGone(sandbox: Sandbox, invoice: Invoice): boolean {
  const charges = chargesForInvoice(sandbox, invoice);
  return charges.length > 0 && charges.every((charge) => charge.refunded || isDisputed(sandbox, charge.id));
}

function isDisputed({ stripe }: Sandbox, chargeId: string): boolean {
  return stripe.disputes.all().some(({ charge, status }) => charge === chargeId && !MONEY_IS_HERE.includes(status));
}

/** A subscription's lines of the running period, oldest first, and whether the money that each stands on is still here. */
function linesOf(sandbox: Sandbox, subscription: Subscription) {
  const item = subscription.items.data[0];
  let isHere = true;
  return invoicesOf(sandbox, subscription).flatMap((invoice) => {
    const billed = invoice.lines.data.filter(({ amount }) => amount >= 0);
    return billed.flatMap(({ amount, period, pricing }) => {
      if (!item || period.end <= item.current_period_start || period.start >= item.current_period_end) return [];
      // A bill that is not paid, or that a credit paid, stands on the money that came before.
      const broughtMoney = invoice.status === "paid" && (invoice.total > 0 || amount === 0);
      if (broughtMoney) isHere = !isMoneyGone(sandbox, invoice);
      return [{ plan: planOfPrice(String(pricing?.price_details?.price)), end: period.end, isHere }];
    });
  });
}

const lower = (a: PlanName, b: PlanName): PlanName => (RANK[a] < RANK[b] ? a : b);
const higher = (a: PlanName, b: PlanName): PlanName => (RANK[a] > RANK[b] ? a : b);

/** What a subscription gives: the newest line counts; when its money is gone, what was paid before, to its own end. */
function planOfSubscription(sandbox: Sandbox, subscription: Subscription): PlanName {
  const item = subscription.items.data[0];
  if (!item || !isPaid(sandbox, subscription)) return "free";
  const now = planOfPrice(item.price.id);
  const lines = linesOf(sandbox, subscription);
  const newest = lines.at(-1);
  if (subscription.status === "trialing" || !newest || newest.isHere) return now;
  return lines
    .filter(({ isHere, end }) => isHere && (end >= item.current_period_end || end > sandbox.stripe.clock.now()))
    .map(({ plan }) => lower(plan, now))
    .reduce<PlanName>(higher, "free");
}

/**
 * What a person may have by Stripe's own state. This is the promise as it is written down for users, worked out here
 * anew: it shares nothing with the product's policy.
 */
export function expectedPlan(sandbox: Sandbox, person: Person): PlanName {
  return subscriptionsOf(sandbox, person)
    .map((each) => planOfSubscription(sandbox, each))
    .reduce<PlanName>(higher, "free");
}
