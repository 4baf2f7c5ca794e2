import type { Stripe } from "stripe";
import { type InvoiceReading, type PaymentReference, readInvoice, readInvoicePayments } from "./read-invoice.ts";

/** The newest invoices of some customers, newest first. `limit` is at most 100. */
export async function listInvoices(
  stripe: Stripe,
  customerIds: readonly string[],
  options: { limit: number; status?: "paid" },
): Promise<InvoiceReading[]> {
  const lists = await Promise.all(customerIds.map((customer) => stripe.invoices.list({ customer, ...options })));
  const invoices = lists.flatMap(({ data }) => data.map(readInvoice));
  return invoices.toSorted((a, b) => b.created.getTime() - a.created.getTime()).slice(0, options.limit);
}

/** The payment of the newest invoice of a subscription for which money came in; undefined if there is none. */
export async function findLastPayment(
  stripe: Stripe,
  customerIds: readonly string[],
): Promise<PaymentReference | undefined> {
  const invoices = await listInvoices(stripe, customerIds, { limit: 100, status: "paid" });
  const last = invoices.find(({ amountPaid, subscriptionId }) => amountPaid > 0 && subscriptionId !== null);
  if (!last) return undefined;
  const { data } = await stripe.invoicePayments.list({ invoice: last.id, status: "paid" });
  return [...readInvoicePayments(data), ...last.payments][0];
}
