import { newCheckoutSession } from "../shapes/checkout-session.ts";
import { newSessionLine } from "../shapes/session-line.ts";
import type { CheckoutSession, Customer, LineItem } from "../shapes/wire.ts";
import type { SessionPlan, StripeState } from "../state.ts";
import { addCustomer } from "./customers.ts";
import { addCard, attachMethod } from "./payment-methods.ts";
import { DAY } from "./periods.ts";
import { subscribe } from "./subscribe.ts";

export interface SessionOrder extends SessionPlan {
  readonly customer: string | null;
  readonly email: string | null;
  readonly clientReferenceId: string | null;
  readonly metadata: Record<string, string>;
  readonly successUrl?: string | null;
  readonly cancelUrl?: string | null;
  readonly locale?: string | null;
  readonly allowPromotionCodes?: boolean | null;
  /** Seconds since the epoch; a day from now by default. */
  readonly expiresAt?: number;
}

export function openSession(state: StripeState, order: SessionOrder): CheckoutSession {
  const created = state.clock.now();
  const price = state.prices.get(order.price);
  const free = order.trialDays !== null;
  const session = newCheckoutSession({
    id: state.makeId("cs_test"),
    created,
    amount: free ? 0 : (price.unit_amount ?? 0) * order.quantity,
    currency: price.currency,
    customer: order.customer,
    customerEmail: order.email,
    clientReferenceId: order.clientReferenceId,
    metadata: order.metadata,
    successUrl: order.successUrl ?? null,
    cancelUrl: order.cancelUrl ?? null,
    locale: order.locale ?? null,
    allowPromotionCodes: order.allowPromotionCodes ?? null,
    expiresAt: order.expiresAt ?? created + DAY,
  });
  state.sessionPlans.set(session.id, order);
  return state.checkoutSessions.add(session);
}

/** What a session sells. Throws for a session that `openSession` did not create. */
function sessionPlanOf(state: StripeState, session: CheckoutSession): SessionPlan {
  const plan = state.sessionPlans.get(session.id);
  if (plan === undefined) throw new Error(`session ${session.id} was not opened by openSession`);
  return plan;
}

/** The session's line items. */
export function linesOf(state: StripeState, session: CheckoutSession): LineItem[] {
  const { price: priceId, quantity } = sessionPlanOf(state, session);
  const price = state.prices.get(priceId);
  const description = state.products.get(price.product).name;
  const id = session.id.replace("cs_test_", "li_").slice(0, 27);
  return [newSessionLine({ id, price, quantity, description, total: session.amount_total ?? 0 })];
}

/** Expires an open session. */
export function expireSession(state: StripeState, session: CheckoutSession): void {
  session.status = "expired";
  session.url = null;
  state.events.emit("checkout.session.expired", session);
}

/** What the buyer enters in Checkout. */
export interface Buyer {
  readonly email: string;
  readonly name: string | null;
  /** The metadata of a customer that Checkout creates. */
  readonly customerMetadata: Record<string, string>;
}

const FIRST_EVENTS = ["customer.created", "payment_method.attached", "checkout.session.completed"];

/** Completes an open session with a payment. Emits the events in Stripe's order. */
export function completeSession(state: StripeState, session: CheckoutSession, buyer: Buyer): void {
  const plan = sessionPlanOf(state, session);
  state.events.emitFirst(FIRST_EVENTS, () => {
    const customer = customerOf(state, session, buyer);
    const { email, name } = buyer;
    const paymentMethod = addCard(state, { customer: null, email, name, last4: "4242", decline: null });
    attachMethod(state, paymentMethod, customer);
    const subscription = subscribe(state, {
      customer,
      items: [{ price: state.prices.get(plan.price), quantity: plan.quantity }],
      trialEnd: plan.trialDays === null ? null : state.clock.now() + plan.trialDays * DAY,
      metadata: { ...plan.subscriptionMetadata },
      paymentMethod,
    });
    session.status = "complete";
    session.payment_status = plan.trialDays === null ? "paid" : "no_payment_required";
    session.customer = customer.id;
    session.subscription = subscription.id;
    session.invoice = subscription.latest_invoice;
    session.url = null;
    session.customer_details = detailsOf(buyer);
    state.events.emit("checkout.session.completed", session);
  });
}

function customerOf(state: StripeState, session: CheckoutSession, buyer: Buyer): Customer {
  if (session.customer !== null) return state.customers.get(session.customer);
  const { email, name, customerMetadata } = buyer;
  return addCustomer(state, { email, name, metadata: { ...customerMetadata } });
}

function detailsOf({ email, name }: Buyer): CheckoutSession["customer_details"] {
  return {
    address: { city: null, country: "US", line1: null, line2: null, postal_code: null, state: null },
    business_name: null,
    email,
    individual_name: null,
    name,
    phone: null,
    tax_exempt: "none",
    tax_ids: [],
  };
}
