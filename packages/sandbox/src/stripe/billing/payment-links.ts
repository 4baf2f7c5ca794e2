import { invalidRequest } from "../core/errors.ts";
import { newPaymentLink } from "../shapes/payment-link.ts";
import { newSessionLine } from "../shapes/session-line.ts";
import type { CheckoutSession, LineItem, PaymentLink } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";
import { openSession } from "./checkout.ts";

export interface LinkOrder {
  readonly price: string;
  readonly quantity: number;
  readonly metadata: Record<string, string>;
  readonly subscriptionMetadata: Record<string, string>;
  readonly trialDays: number | null;
  readonly allowPromotionCodes: boolean;
}

export function addPaymentLink(state: StripeState, order: LinkOrder): PaymentLink {
  const { price, quantity, ...fields } = order;
  const { currency } = state.prices.get(price);
  const link = newPaymentLink({ ...fields, currency, id: state.makeId("plink"), token: state.randomText(18) });
  state.paymentLinkItems.set(link.id, { price, quantity });
  state.paymentLinks.add(link);
  state.events.emit("payment_link.created", link);
  return link;
}

/** What a link sells. Throws for a link that `addPaymentLink` did not create. */
function itemOf(state: StripeState, link: PaymentLink) {
  const item = state.paymentLinkItems.get(link.id);
  if (item === undefined) throw new Error(`payment link ${link.id} was not created by addPaymentLink`);
  return item;
}

/** The link's line items. */
export function linkLinesOf(state: StripeState, link: PaymentLink): LineItem[] {
  const { price: priceId, quantity } = itemOf(state, link);
  const price = state.prices.get(priceId);
  const description = state.products.get(price.product).name;
  const id = link.id.replace("plink_", "li_");
  return [newSessionLine({ id, price, quantity, description, total: (price.unit_amount ?? 0) * quantity })];
}

/** Letters, digits, - and _, at most 200. Source: Stripe, "Track a payment link", URL parameters. */
const REFERENCE = /^[\w-]{1,200}$/;

/**
 * What happens when a buyer opens a link's address: a new session, with the link's metadata and the `client_reference_id` of
 * the address. Stripe drops one that does not fit, and the page works on.
 */
export function openLink(
  state: StripeState,
  link: PaymentLink,
  { clientReferenceId, email }: { clientReferenceId: string | null; email: string | null },
): CheckoutSession {
  if (!link.active) throw invalidRequest(`The payment link ${link.id} has been deactivated.`);
  const { metadata = {}, trial_period_days: trialDays = null } = link.subscription_data ?? {};
  const session = openSession(state, {
    ...itemOf(state, link),
    customer: null,
    email,
    clientReferenceId: clientReferenceId !== null && REFERENCE.test(clientReferenceId) ? clientReferenceId : null,
    metadata: { ...link.metadata },
    subscriptionMetadata: { ...metadata },
    trialDays,
    successUrl: "https://stripe.com",
    cancelUrl: "https://stripe.com",
    allowPromotionCodes: link.allow_promotion_codes,
  });
  session.payment_link = link.id;
  return session;
}
