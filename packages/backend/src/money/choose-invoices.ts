import type { InvoiceReading } from "../stripe/read-invoice.ts";

type Facts = Pick<InvoiceReading, "amountPaid" | "subscriptionId" | "covers">;

/**
 * The invoices whose payment a refund may mean: of each subscription the newest that money came in for. A subscription that
 * has ended and whose paid period is over counts only when there is no other.
 * @param newestFirst the user's own paid invoices. @param facts the ids of the subscriptions that have not ended, and the time.
 */
export function chooseInvoices<Invoice extends Facts>(
  newestFirst: readonly Invoice[],
  { open, now }: { open: readonly string[]; now: number },
): Invoice[] {
  const newest = new Map<string, Invoice>();
  for (const invoice of newestFirst) {
    const { amountPaid, subscriptionId } = invoice;
    if (amountPaid > 0 && subscriptionId !== null && !newest.has(subscriptionId)) newest.set(subscriptionId, invoice);
  }
  const all = [...newest.values()];
  const running = all.filter(({ subscriptionId, covers }) => {
    if (subscriptionId !== null && open.includes(subscriptionId)) return true;
    return covers !== null && covers.end.getTime() > now;
  });
  return running.length > 0 ? running : all.slice(0, 1);
}
