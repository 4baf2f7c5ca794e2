import { newInvoice, newInvoicePayment } from "../shapes/invoice.ts";
import { newInvoiceLine } from "../shapes/invoice-line.ts";
import { newPaymentIntent } from "../shapes/payment-intent.ts";
import type { Invoice, InvoiceLine, Subscription } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";
import { periodOf } from "./periods.ts";

export interface InvoicePlan {
  readonly reason: "subscription_create" | "subscription_cycle" | "subscription_update";
  readonly lines: readonly InvoiceLine[];
  readonly period: { readonly start: number; readonly end: number };
  readonly autoAdvance?: boolean;
}

/** Creates a draft invoice, which includes the pending prorations. */
export function draftInvoice(state: StripeState, subscription: Subscription, plan: InvoicePlan): Invoice {
  const id = state.makeId("in");
  const pending = state.pendingLines.get(subscription.id) ?? [];
  state.pendingLines.delete(subscription.id);
  const lines = [...pending, ...plan.lines].map((line) => ({ ...line, invoice: id }));
  const invoice = newInvoice({
    id,
    created: state.clock.now(),
    currency: subscription.currency,
    customer: state.customers.get(subscription.customer),
    subscription: subscription.id,
    subscriptionMetadata: { ...subscription.metadata },
    billingReason: plan.reason,
    periodStart: plan.period.start,
    periodEnd: plan.period.end,
    lines,
    autoAdvance: plan.autoAdvance ?? true,
    defaultPaymentMethod: null,
  });
  state.invoices.add(invoice);
  subscription.latest_invoice = id;
  state.events.emit("invoice.created", invoice);
  return invoice;
}

/** Finalizes a draft: sets its number, applies the customer's balance and opens its payment. */
export function finalizeInvoice(state: StripeState, invoice: Invoice): void {
  const now = state.clock.now();
  const token = state.randomText(32);
  invoice.status = "open";
  invoice.number = nextNumber(state, invoice);
  invoice.effective_at = now;
  invoice.automatically_finalizes_at = null;
  invoice.status_transitions.finalized_at = now;
  invoice.hosted_invoice_url = `https://invoice.stripe.com/i/acct_sandbox/test_${token}`;
  invoice.invoice_pdf = `https://pay.stripe.com/invoice/acct_sandbox/test_${token}/pdf`;
  applyBalance(state, invoice);
  state.events.emit("invoice.finalized", invoice);
  if (invoice.amount_due > 0) openPayment(state, invoice);
}

function nextNumber(state: StripeState, invoice: Invoice): string {
  const customer = state.customers.get(invoice.customer ?? "");
  const sequence = customer.next_invoice_sequence ?? 1;
  customer.next_invoice_sequence = sequence + 1;
  return `${customer.invoice_prefix}-${String(sequence).padStart(4, "0")}`;
}

function applyBalance(state: StripeState, invoice: Invoice): void {
  const customer = state.customers.get(invoice.customer ?? "");
  const owed = invoice.total + customer.balance;
  invoice.starting_balance = customer.balance;
  invoice.amount_due = Math.max(0, owed);
  invoice.amount_remaining = invoice.amount_due;
  invoice.ending_balance = Math.min(0, owed);
  state.events.change("customer.updated", customer, (changed) => {
    changed.balance = Math.min(0, owed);
    changed.currency = invoice.currency;
  });
}

function openPayment(state: StripeState, invoice: Invoice): void {
  const created = state.clock.now();
  const intent = newPaymentIntent({
    id: state.makeId("pi"),
    secret: state.randomText(25),
    amount: invoice.amount_due,
    currency: invoice.currency,
    created,
    customer: invoice.customer,
    description: invoice.billing_reason === "subscription_create" ? "Subscription creation" : "Subscription update",
  });
  state.paymentIntents.add(intent);
  const id = state.makeId("inpay");
  state.openPayments.set(invoice.id, id);
  state.invoicePayments.add(newInvoicePayment({ id, created, invoice, paymentIntent: intent.id }));
  state.events.emit("payment_intent.created", intent);
}

/** The lines of a subscription's items for one period; free during a trial. */
export function itemLines(state: StripeState, subscription: Subscription, free = false): InvoiceLine[] {
  const { start, end } = periodOf(subscription);
  return subscription.items.data.map((item) => {
    const quantity = item.quantity ?? 1;
    const product = state.products.get(item.price.product).name;
    const unit = item.price.unit_amount ?? 0;
    return newInvoiceLine({
      id: state.makeId("il"),
      invoice: null,
      amount: free ? 0 : unit * quantity,
      description: free
        ? `Trial period for ${product}`
        : describe(quantity, product, unit, item.price.recurring?.interval),
      item,
      price: item.price,
      periodStart: start,
      periodEnd: end,
      metadata: { ...subscription.metadata },
      prorationItem: null,
    });
  });
}

function describe(quantity: number, product: string, unit: number, interval = "month"): string {
  return `${quantity} × ${product} (at $${(unit / 100).toFixed(2)} / ${interval})`;
}
