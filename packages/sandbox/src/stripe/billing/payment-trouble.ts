import type { Invoice, Subscription } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";
import { finalizeInvoice } from "./invoicing.ts";
import { methodOf, payInvoice } from "./pay-invoice.ts";
import { CARD_DECLINED } from "./payment-methods.ts";
import { renew } from "./renew.ts";
import { setStatus } from "./settle.ts";
import { endTrial } from "./trial.ts";

/** Makes the subscription's card one that is declined and tries to collect with it. */
export function failPayment(state: StripeState, subscription: Subscription): void {
  const method = methodOf(state, subscription);
  if (method !== null) state.declines.set(method.id, CARD_DECLINED);
  const open = uncollected(state, subscription).find(({ status }) => status === "open");
  if (open !== undefined) payInvoice(state, open);
  else if (subscription.status === "trialing") endTrial(state, subscription, "at once");
  else renew(state, subscription, "at once");
}

/** Lets Stripe stop trying to collect, as after the last retry: the subscription is unpaid. */
export function stopRetrying(state: StripeState, subscription: Subscription): void {
  for (const invoice of uncollected(state, subscription)) invoice.next_payment_attempt = null;
  setStatus(state, subscription, "unpaid");
}

/** Makes the subscription's card work and collects what is open, oldest first. */
export function recover(state: StripeState, subscription: Subscription): void {
  const method = methodOf(state, subscription);
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
