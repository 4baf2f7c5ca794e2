import type { Stripe } from "stripe";
import { type InvoiceReading, type PaymentReference, readInvoice, readInvoicePayments } from "./read-invoice.ts";

/**
 * The newest invoices of some customers, newest first. `limit` is at most 100.
 * @throws the Stripe library's errors.
 */
export async function listInvoices(
  stripe: Stripe,
  customerIds: readonly string[],
  options: { limit: number; status?: "paid"; subscription?: string },
): Promise<InvoiceReading[]> {
  const lists = await Promise.all(customerIds.map((customer) => stripe.invoices.list({ customer, ...options })));
  const invoices = lists.flatMap(({ data }) => data.map(readInvoice));
  return invoices.toSorted((a, b) => b.created.getTime() - a.created.getTime()).slice(0, options.limit);
}

/**
 * The payments that came in for an invoice: those that Stripe lists, then those that the invoice itself names.
 * @throws the Stripe library's errors.
 */
export async function listPayments(stripe: Stripe, { id, payments }: InvoiceReading): Promise<PaymentReference[]> {
  const { data } = await stripe.invoicePayments.list({ invoice: id, status: "paid" });
  return [...readInvoicePayments(data), ...payments];
}
