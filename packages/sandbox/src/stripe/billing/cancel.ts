import type { Subscription } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";
import { periodOf } from "./periods.ts";
import { voidInvoice } from "./void-invoice.ts";

export type CancellationReason = "cancellation_requested" | "payment_disputed" | "payment_failed";

export interface Cancellation {
  readonly reason: CancellationReason | null;
  readonly comment?: string | null | undefined;
  readonly feedback?: string | null | undefined;
}

/** Ends a subscription at once. */
export function cancelNow(state: StripeState, subscription: Subscription, cancellation: Cancellation): void {
  const now = state.clock.now();
  subscription.status = "canceled";
  subscription.canceled_at ??= now;
  subscription.ended_at = now;
  subscription.cancel_at_period_end = false;
  subscription.pause_collection = null;
  recordCancellation(subscription, cancellation);
  state.pendingLines.delete(subscription.id);
  stopCollection(state, subscription);
  state.events.emit("customer.subscription.deleted", subscription);
}

/** Expires a subscription whose first payment was never made. */
export function expireIncomplete(state: StripeState, subscription: Subscription): void {
  const invoice = state.invoices.find(subscription.latest_invoice ?? "");
  if (invoice?.status === "open") voidInvoice(state, invoice);
  state.events.change("customer.subscription.updated", subscription, (changed) => {
    changed.status = "incomplete_expired";
    changed.ended_at = state.clock.now();
  });
}

/** Schedules the cancellation of a subscription or undoes it. Call it inside `events.change`. */
export function planCancellation(state: StripeState, subscription: Subscription, atPeriodEnd: boolean): void {
  subscription.cancel_at_period_end = atPeriodEnd;
  subscription.cancel_at = atPeriodEnd ? periodOf(subscription).end : null;
  subscription.canceled_at = atPeriodEnd ? state.clock.now() : null;
  if (subscription.cancellation_details === null) return;
  subscription.cancellation_details.reason = atPeriodEnd ? "cancellation_requested" : null;
}

export function recordCancellation(subscription: Subscription, { reason, comment, feedback }: Cancellation): void {
  const before = subscription.cancellation_details;
  subscription.cancellation_details = {
    comment: comment === undefined ? (before?.comment ?? null) : comment,
    feedback: feedback === undefined ? (before?.feedback ?? null) : feedback,
    feedback_option: before?.feedback_option ?? null,
    reason: reason ?? before?.reason ?? null,
  };
}

function stopCollection(state: StripeState, subscription: Subscription): void {
  for (const invoice of state.invoices.all()) {
    if (invoice.parent?.subscription_details?.subscription !== subscription.id) continue;
    if (invoice.status !== "draft" && invoice.status !== "open") continue;
    invoice.auto_advance = false;
    invoice.next_payment_attempt = null;
    invoice.automatically_finalizes_at = null;
  }
}
