import type { Invoice, Subscription } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";
import { finalizeInvoice } from "./invoicing.ts";
import { payInvoice, paymentMethodOf } from "./pay-invoice.ts";
import { CARD_DECLINED } from "./payment-methods.ts";
import { setStatus } from "./payment-outcome.ts";
import { renew } from "./renew.ts";
import { endTrial } from "./trial.ts";

/** Makes the subscription's card decline and tries to collect a payment. */
export function failPayment(state: StripeState, subscription: Subscription): void {
  const method = paymentMethodOf(state, subscription);
  if (method !== null) state.declines.set(method.id, CARD_DECLINED);
  const open = uncollected(state, subscription).find(({ status }) => status === "open");
  if (open !== undefined) payInvoice(state, open);
  else if (subscription.status === "trialing") endTrial(state, subscription, "at once");
  else renew(state, subscription, "at once");
}

/** Stops the payment attempts, as after the last retry: the subscription becomes unpaid. */
export function stopRetrying(state: StripeState, subscription: Subscription): void {
  for (const invoice of uncollected(state, subscription)) invoice.next_payment_attempt = null;
  setStatus(state, subscription, "unpaid");
}

/** Makes the subscription's card work again and collects the open invoices, oldest first. */
export function recover(state: StripeState, subscription: Subscription): void {
  const method = paymentMethodOf(state, subscription);
  if (method !== null) state.declines.delete(method.id);
  for (const invoice of uncollected(state, subscription)) {
    if (invoice.status === "draft") finalizeInvoice(state, invoice);
    payInvoice(state, invoice);
  }
}

function uncollected(state: StripeState, subscription: Subscription): Invoice[] {
  return state.invoices
    .all()
    .filter(
      (invoice) =>
        invoice.parent?.subscription_details?.subscription === subscription.id &&
        (invoice.status === "draft" || invoice.status === "open"),
    );
}
