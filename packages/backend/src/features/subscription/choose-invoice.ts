import type { InvoiceReading } from "../../stripe/read-invoice.ts";

/**
 * The invoice that a refund goes to: of a subscription, and for which money came in, the newest.
 * @param newestFirst the paid invoices. @returns undefined when there is none.
 */
export function chooseInvoice<Invoice extends Pick<InvoiceReading, "amountPaid" | "subscriptionId">>(
  newestFirst: readonly Invoice[],
): Invoice | undefined {
  return newestFirst.find(({ amountPaid, subscriptionId }) => amountPaid > 0 && subscriptionId !== null);
}
