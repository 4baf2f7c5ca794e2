import type { Invoice, PaymentIntent } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";

/** Voids an invoice. */
export function voidInvoice(state: StripeState, invoice: Invoice): void {
  invoice.status = "void";
  invoice.next_payment_attempt = null;
  invoice.status_transitions.voided_at = state.clock.now();
  cancelPayment(state, invoice, "void_invoice");
  state.events.emit("invoice.voided", invoice);
}

/** Marks an invoice uncollectible; it can still be paid. */
export function markUncollectible(state: StripeState, invoice: Invoice): void {
  invoice.status = "uncollectible";
  invoice.next_payment_attempt = null;
  invoice.status_transitions.marked_uncollectible_at = state.clock.now();
  state.events.emit("invoice.marked_uncollectible", invoice);
}

/** Cancels the payment of an open invoice. */
export function cancelPayment(
  state: StripeState,
  invoice: Invoice,
  reason: NonNullable<PaymentIntent["cancellation_reason"]>,
): void {
  const payment = state.invoicePayments.find(state.openPayments.get(invoice.id) ?? "");
  const intent = state.paymentIntents.find(payment?.payment.payment_intent ?? "");
  state.openPayments.delete(invoice.id);
  if (payment === undefined || intent === undefined) return;
  payment.status = "canceled";
  payment.status_transitions.canceled_at = state.clock.now();
  intent.status = "canceled";
  intent.canceled_at = state.clock.now();
  intent.cancellation_reason = reason;
  state.events.emit("payment_intent.canceled", intent);
}
