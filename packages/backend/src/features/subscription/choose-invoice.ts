import type { InvoiceReading } from "../../stripe/read-invoice.ts";

/**
 * The invoice that a refund goes to: the newest of a subscription for which money came in.
 * @param newestFirst the paid invoices. @returns undefined when there is none.
 */
export function chooseInvoice<Invoice extends Pick<InvoiceReading, "amountPaid" | "subscriptionId">>(
  newestFirst: readonly Invoice[],
): Invoice | undefined {
  return newestFirst.find(({ amountPaid, subscriptionId }) => amountPaid > 0 && subscriptionId !== null);
}
