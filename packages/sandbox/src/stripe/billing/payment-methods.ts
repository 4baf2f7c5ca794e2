import { referenceMissing } from "../core/errors.ts";
import type { Decline } from "../shapes/charge.ts";
import { newPaymentMethod } from "../shapes/payment-method.ts";
import type { Customer, PaymentMethod } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";

export const CARD_DECLINED: Decline = {
  code: "card_declined",
  declineCode: "generic_decline",
  message: "Your card was declined.",
};

const INSUFFICIENT_FUNDS: Decline = {
  code: "card_declined",
  declineCode: "insufficient_funds",
  message: "Your card has insufficient funds.",
};

/** Stripe's test cards; each use creates a new payment method. */
const TEST_CARDS: Readonly<Record<string, { last4: string; decline: Decline | null }>> = {
  pm_card_visa: { last4: "4242", decline: null },
  pm_card_chargeCustomerFail: { last4: "0341", decline: CARD_DECLINED },
  pm_card_visa_chargeDeclined: { last4: "0002", decline: CARD_DECLINED },
  pm_card_visa_chargeDeclinedInsufficientFunds: { last4: "9995", decline: INSUFFICIENT_FUNDS },
};

/** The payment method in a parameter. Throws Stripe's error when it does not exist. */
export function findPaymentMethod(state: StripeState, id: string, param: string): PaymentMethod {
  const card = TEST_CARDS[id];
  if (card === undefined) {
    const method = state.paymentMethods.find(id);
    if (method === undefined) throw referenceMissing("PaymentMethod", id, param);
    return method;
  }
  return addCard(state, { customer: null, email: null, name: null, ...card });
}

export interface CardFields {
  readonly customer: string | null;
  readonly email: string | null;
  readonly name: string | null;
  readonly last4: string;
  readonly decline: Decline | null;
}

export function addCard(state: StripeState, { decline, ...fields }: CardFields): PaymentMethod {
  const method = newPaymentMethod({ ...fields, id: state.makeId("pm"), created: state.clock.now() });
  if (decline !== null) state.declines.set(method.id, decline);
  return state.paymentMethods.add(method);
}

export function attachMethod(state: StripeState, method: PaymentMethod, customer: Customer): void {
  if (method.customer === customer.id) return;
  method.customer = customer.id;
  state.events.emit("payment_method.attached", method);
}
