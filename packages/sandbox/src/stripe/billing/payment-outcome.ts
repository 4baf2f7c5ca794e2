import type { Invoice, Subscription } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";
import { cancelNow } from "./cancel.ts";
import { DAY } from "./periods.ts";

/** The subscription that an invoice bills, if it still exists. */
export function subscriptionOf(state: StripeState, invoice: Invoice): Subscription | undefined {
  return state.subscriptions.find(invoice.parent?.subscription_details?.subscription ?? "");
}

const REVIVED_BY_PAYMENT = new Set(["incomplete", "past_due", "unpaid"]);

/** Makes a subscription active again when its latest invoice is paid. */
export function updateAfterPayment(state: StripeState, invoice: Invoice): void {
  const customer = state.customers.find(invoice.customer ?? "");
  if (customer?.delinquent) {
    state.events.change("customer.updated", customer, (changed) => {
      changed.delinquent = false;
    });
  }
  const subscription = subscriptionOf(state, invoice);
  if (subscription === undefined || subscription.latest_invoice !== invoice.id) return;
  if (!REVIVED_BY_PAYMENT.has(subscription.status)) return;
  state.events.change("customer.subscription.updated", subscription, (changed) => {
    changed.status = "active";
  });
}

/** Schedules the next payment attempt and makes the subscription past due; after the last attempt applies the account's settings. */
export function updateAfterFailure(state: StripeState, invoice: Invoice): void {
  const days = state.billing.retryDays[invoice.attempt_count - 1];
  const first = invoice.billing_reason === "subscription_create";
  const next = days === undefined || first ? null : state.clock.now() + days * DAY;
  invoice.next_payment_attempt = next;
  state.events.emit("invoice.payment_failed", invoice);
  const subscription = subscriptionOf(state, invoice);
  if (subscription === undefined || first) return;
  markDelinquent(state, invoice);
  if (next === null) applyAfterRetries(state, subscription);
  else if (subscription.status !== "unpaid") setStatus(state, subscription, "past_due");
}

/** Applies the account's setting for a subscription whose last payment attempt failed. */
function applyAfterRetries(state: StripeState, subscription: Subscription): void {
  if (state.billing.afterRetries === "cancel") cancelNow(state, subscription, { reason: "payment_failed" });
  else setStatus(state, subscription, state.billing.afterRetries);
}

/** Sets the status of a subscription that is not canceled. */
export function setStatus(state: StripeState, subscription: Subscription, status: "past_due" | "unpaid"): void {
  if (subscription.status === "canceled") return;
  state.events.change("customer.subscription.updated", subscription, (changed) => {
    changed.status = status;
  });
}

function markDelinquent(state: StripeState, invoice: Invoice): void {
  const customer = state.customers.find(invoice.customer ?? "");
  if (customer === undefined) return;
  state.events.change("customer.updated", customer, (changed) => {
    changed.delinquent = true;
  });
}
