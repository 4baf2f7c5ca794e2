import type { Customer, Price, Subscription } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";
import { cancelNow } from "./cancel.ts";
import { addCustomer } from "./customers.ts";
import { addCard, attachMethod } from "./payment-methods.ts";
import { DAY, intervalOf, periodEndAfter } from "./periods.ts";
import { subscribe } from "./subscribe.ts";

export interface PastSubscriber {
  readonly email: string | null;
  readonly price: Price;
  readonly daysAgo: number;
  readonly ended: boolean;
  readonly customerMetadata: Record<string, string>;
  readonly subscriptionMetadata: Record<string, string>;
}

/** The start of the period of today of a subscription that began at `anchor`, in seconds since the epoch. */
function periodStartOf(anchor: number, now: number, price: Price): number {
  let start = anchor;
  for (;;) {
    const end = periodEndAfter(anchor, start, intervalOf(price));
    if (end > now) return start;
    start = end;
  }
}

function addPastCustomer(state: StripeState, { email, customerMetadata }: PastSubscriber): Customer {
  const customer = addCustomer(state, { email, name: null, metadata: { ...customerMetadata } });
  const card = addCard(state, { customer: null, email, name: null, last4: "4242", decline: null });
  attachMethod(state, card, customer);
  customer.invoice_settings.default_payment_method = card.id;
  return customer;
}

/**
 * Adds a customer whose subscription began some days ago, with the invoice of its current period. Of a subscription that
 * has been renewed since there are no events left. No webhook is sent.
 */
export function addPastSubscriber(
  state: StripeState,
  past: PastSubscriber,
): { customer: Customer; subscription: Subscription } {
  const now = state.clock.now();
  const began = now - past.daysAgo * DAY;
  const start = periodStartOf(began, now, past.price);
  const { settings } = state.webhooks;
  const { mode } = settings;
  settings.mode = "off";
  const act = () =>
    state.clock.during(start, () => {
      const customer = addPastCustomer(state, past);
      const items = [{ price: past.price, quantity: 1 }];
      const metadata = { ...past.subscriptionMetadata };
      const subscription = subscribe(state, { customer, items, trialEnd: null, metadata, paymentMethod: null });
      if (past.ended) cancelNow(state, subscription, { reason: "cancellation_requested" });
      return { customer, subscription };
    });
  try {
    const added = start === began ? act() : state.events.mute(act);
    added.customer.created = began;
    Object.assign(added.subscription, { created: began, start_date: began, billing_cycle_anchor: began });
    return added;
  } finally {
    settings.mode = mode;
  }
}
