import type { Stripe } from "stripe";

/**
 * An invoice with all its lines: Stripe puts only the first ten into it.
 * @throws the Stripe library's errors.
 */
export async function withAllLines(stripe: Stripe, invoice: Stripe.Invoice): Promise<Stripe.Invoice> {
  if (!invoice.lines.has_more) return invoice;
  const data: Stripe.InvoiceLineItem[] = [];
  for await (const line of stripe.invoices.listLineItems(invoice.id ?? "", { limit: 100 })) data.push(line);
  return { ...invoice, lines: { ...invoice.lines, data, has_more: false } };
}
