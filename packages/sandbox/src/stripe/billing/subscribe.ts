import { newSubscription, newSubscriptionItem } from "../shapes/subscription.ts";
import type { Customer, PaymentMethod, Price, Subscription } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";
import { draftInvoice, finalizeInvoice, itemLines } from "./invoicing.ts";
import { cardError, payInvoice } from "./pay-invoice.ts";
import { intervalOf, periodEndAfter } from "./periods.ts";

export interface SubscriptionOrder {
  readonly customer: Customer;
  readonly items: readonly { readonly price: Price; readonly quantity: number }[];
  /** Seconds since the epoch; null for no trial. */
  readonly trialEnd: number | null;
  readonly metadata: Record<string, string>;
  readonly paymentMethod: PaymentMethod | null;
  readonly description?: string | null;
  readonly trialEndBehavior?: "cancel" | "create_invoice" | "pause";
  /** Whether a first payment that fails is an error, an open invoice, or not tried at all. */
  readonly paymentBehavior?: "allow_incomplete" | "default_incomplete" | "error_if_incomplete";
}

/** Starts a subscription and collects its first invoice. Throws Stripe's card error with `error_if_incomplete`. */
export function subscribe(state: StripeState, order: SubscriptionOrder): Subscription {
  const behavior = order.paymentBehavior ?? "allow_incomplete";
  if (behavior === "error_if_incomplete") refuseDecline(state, order);
  const subscription = addSubscription(state, order);
  const trial = order.trialEnd !== null;
  const lines = itemLines(state, subscription, trial);
  const now = state.clock.now();
  state.events.emit("customer.subscription.created", subscription);
  const invoice = draftInvoice(state, subscription, {
    reason: "subscription_create",
    lines,
    period: { start: now, end: now },
  });
  finalizeInvoice(state, invoice);
  if (invoice.amount_due === 0 || behavior !== "default_incomplete") payInvoice(state, invoice);
  return subscription;
}

function refuseDecline(state: StripeState, order: SubscriptionOrder): void {
  const id = order.paymentMethod?.id ?? order.customer.invoice_settings.default_payment_method;
  const decline = state.declines.get(id ?? "");
  if (decline !== undefined && order.trialEnd === null) throw cardError(decline);
}

function addSubscription(state: StripeState, order: SubscriptionOrder): Subscription {
  const id = state.makeId("sub");
  const now = state.clock.now();
  const [first] = order.items;
  if (first === undefined) throw new Error("a subscription needs an item");
  const anchor = order.trialEnd ?? now;
  const end = order.trialEnd ?? periodEndAfter(anchor, now, intervalOf(first.price));
  const items = order.items.map(({ price, quantity }) =>
    newSubscriptionItem({
      id: state.makeId("si"),
      subscription: id,
      price: structuredClone(price),
      quantity,
      created: now,
      periodStart: now,
      periodEnd: end,
    }),
  );
  const subscription = newSubscription({
    id,
    customer: order.customer.id,
    currency: first.price.currency,
    items,
    created: now,
    billingCycleAnchor: anchor,
    status: order.trialEnd === null ? "incomplete" : "trialing",
    trialEnd: order.trialEnd,
    metadata: order.metadata,
    defaultPaymentMethod: order.paymentMethod?.id ?? null,
    description: order.description ?? null,
    trialEndBehavior: order.trialEndBehavior ?? "create_invoice",
  });
  return state.subscriptions.add(subscription);
}
