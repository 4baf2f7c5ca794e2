import { docUrl, StripeError } from "../core/errors.ts";
import { type Decline, newCharge } from "../shapes/charge.ts";
import type { Charge, Invoice, InvoicePayment, PaymentIntent, PaymentMethod, Subscription } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";
import { addBalanceTransaction } from "./balance-transactions.ts";
import { subscriptionOf, updateAfterFailure, updateAfterPayment } from "./payment-outcome.ts";

/** Collects an open invoice. Returns the decline when the payment fails; all events are stored either way. */
export function payInvoice(state: StripeState, invoice: Invoice, chosen?: PaymentMethod): Decline | null {
  invoice.attempted = true;
  invoice.attempt_count += 1;
  if (invoice.amount_due === 0) {
    markPaid(state, invoice);
    updateAfterPayment(state, invoice);
    return null;
  }
  const method = chosen ?? defaultMethod(state, invoice);
  const decline = method === null ? NO_METHOD : (state.declines.get(method.id) ?? null);
  const { payment, intent } = openPaymentOf(state, invoice);
  const charge = method === null ? null : chargeIntent(state, intent, method, decline);
  if (decline !== null) {
    failIntent(intent, decline, charge);
    if (charge !== null) state.events.emit("charge.failed", charge);
    state.events.emit("payment_intent.payment_failed", intent);
    updateAfterFailure(state, invoice);
    return decline;
  }
  if (charge !== null) succeedIntent(intent, charge);
  state.openPayments.delete(invoice.id);
  payment.amount_paid = invoice.amount_due;
  payment.status = "paid";
  payment.status_transitions.paid_at = state.clock.now();
  markPaid(state, invoice);
  state.events.emit("payment_intent.succeeded", intent);
  if (charge !== null) state.events.emit("charge.succeeded", charge);
  state.events.emit("invoice_payment.paid", payment);
  updateAfterPayment(state, invoice);
  return null;
}

/** Stripe's 402 for a failed payment. */
export function cardError({ code, declineCode, message }: Decline): StripeError {
  return new StripeError({ status: 402, type: "card_error", code, message, details: { decline_code: declineCode } });
}

const NO_METHOD: Decline = {
  code: "payment_intent_payment_attempt_failed",
  declineCode: "generic_decline",
  message: "The customer has no default payment method.",
};

/** The payment method of the invoice, else of the subscription, else of the customer. */
function defaultMethod(state: StripeState, invoice: Invoice): PaymentMethod | null {
  const chosen = state.paymentMethods.find(invoice.default_payment_method ?? "");
  if (chosen !== undefined) return chosen;
  const subscription = subscriptionOf(state, invoice);
  return subscription === undefined ? null : paymentMethodOf(state, subscription);
}

/** The payment method of the subscription, else of its customer; null without one. */
export function paymentMethodOf(state: StripeState, subscription: Subscription): PaymentMethod | null {
  const customer = state.customers.find(subscription.customer);
  const id = subscription.default_payment_method ?? customer?.invoice_settings.default_payment_method;
  return state.paymentMethods.find(id ?? "") ?? null;
}

function openPaymentOf(state: StripeState, invoice: Invoice): { payment: InvoicePayment; intent: PaymentIntent } {
  const payment = state.invoicePayments.find(state.openPayments.get(invoice.id) ?? "");
  const intent = state.paymentIntents.find(payment?.payment.payment_intent ?? "");
  if (payment === undefined || intent === undefined) throw new Error(`invoice ${invoice.id} has no open payment`);
  return { payment, intent };
}

function chargeIntent(
  state: StripeState,
  intent: PaymentIntent,
  method: PaymentMethod,
  decline: Decline | null,
): Charge {
  const id = state.makeId("ch");
  const created = state.clock.now();
  const balanceTransaction = decline === null ? addChargeTransaction(state, intent, id) : null;
  return state.charges.add(newCharge({ id, created, intent, method, decline, balanceTransaction }));
}

function addChargeTransaction(state: StripeState, intent: PaymentIntent, charge: string): string {
  const { amount, currency, description } = intent;
  const fee = Math.round(amount * 0.029) + 30;
  return addBalanceTransaction(state, { amount, fee, currency, source: charge, type: "charge", description }).id;
}

function failIntent(intent: PaymentIntent, { code, declineCode, message }: Decline, charge: Charge | null): void {
  intent.status = "requires_payment_method";
  intent.latest_charge = charge?.id ?? null;
  intent.last_payment_error = {
    ...(charge !== null && { charge: charge.id }),
    code,
    decline_code: declineCode,
    doc_url: docUrl(code),
    message,
    type: "card_error",
  };
}

function succeedIntent(intent: PaymentIntent, charge: Charge): void {
  intent.status = "succeeded";
  intent.amount_received = intent.amount;
  intent.latest_charge = charge.id;
  intent.payment_method = charge.payment_method;
  intent.last_payment_error = null;
}

/** Marks an invoice as paid. */
export function markPaid(state: StripeState, invoice: Invoice): void {
  invoice.status = "paid";
  invoice.amount_paid = invoice.amount_due;
  invoice.amount_remaining = 0;
  invoice.next_payment_attempt = null;
  invoice.auto_advance = false;
  invoice.status_transitions.paid_at = state.clock.now();
  state.events.emit("invoice.paid", invoice);
  state.events.emit("invoice.payment_succeeded", invoice);
}
