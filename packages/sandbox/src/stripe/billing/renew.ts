import type { Invoice, Subscription } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";
import { draftInvoice, finalizeInvoice, itemLines } from "./invoicing.ts";
import { payInvoice } from "./pay-invoice.ts";
import { firstItemOf, intervalOf, periodEndAfter, periodOf, setPeriod } from "./periods.ts";
import { markUncollectible, voidInvoice } from "./void-invoice.ts";

/** How long the invoice of a renewal stays a draft, in seconds. */
const DRAFT_FOR = 3600;

/** Whether a renewal is collected at once or, as on Stripe, when its draft is an hour old. */
export type Collect = "at once" | "later";

/** Starts the next period of a subscription and bills it, unless collection is paused. */
export function renew(state: StripeState, subscription: Subscription, collect: Collect): void {
  const { end: start } = periodOf(subscription);
  const end = periodEndAfter(subscription.billing_cycle_anchor, start, intervalOf(firstItemOf(subscription).price));
  const invoice = startPeriod(state, subscription, { start, end }, (changed) => setPeriod(changed, start, end));
  collectInvoice(state, subscription, invoice, collect);
}

/** Applies a change that starts a period, and creates the draft invoice for it in the same event. */
export function startPeriod(
  state: StripeState,
  subscription: Subscription,
  period: { start: number; end: number },
  apply: (subscription: Subscription) => void,
): Invoice {
  const before = periodOf(subscription);
  let invoice: Invoice | undefined;
  state.events.change("customer.subscription.updated", subscription, (changed) => {
    apply(changed);
    invoice = draftInvoice(state, changed, {
      reason: "subscription_cycle",
      lines: itemLines(state, changed),
      period: { start: before.start, end: period.start },
      autoAdvance: changed.status !== "unpaid" && changed.pause_collection?.behavior !== "keep_as_draft",
    });
  });
  if (invoice === undefined) throw new Error(`subscription ${subscription.id} got no invoice`);
  return invoice;
}

export function collectInvoice(
  state: StripeState,
  subscription: Subscription,
  invoice: Invoice,
  collect: Collect,
): void {
  if (!invoice.auto_advance) return;
  if (subscription.pause_collection !== null) closeUncollected(state, invoice, subscription.pause_collection.behavior);
  else if (collect === "later") invoice.automatically_finalizes_at = state.clock.now() + DRAFT_FOR;
  else {
    finalizeInvoice(state, invoice);
    payInvoice(state, invoice);
  }
}

/** Voids an invoice or marks it uncollectible, as `pause_collection` says. */
function closeUncollected(state: StripeState, invoice: Invoice, behavior: string): void {
  finalizeInvoice(state, invoice);
  invoice.auto_advance = false;
  if (behavior === "void") voidInvoice(state, invoice);
  else markUncollectible(state, invoice);
}
