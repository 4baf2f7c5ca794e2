/** What says whether an invoice is owed. */
export interface OwedInvoice {
  readonly status: string;
  /** From when it was to be paid, in ms since 1970. */
  readonly dueAt: number;
  /** Whether it only gives back what was paid for earlier lines. */
  readonly isCredit: boolean;
}

/**
 * Since when a subscription has not been paid: when the first invoice of an unbroken row of unpaid ones was due, in ms since
 * 1970. A draft asks for nothing yet, a void one no longer, and a credit pays for nothing: they neither begin nor end a row.
 * @param newestFirst the subscription's invoices. @returns null when nothing is owed.
 */
export function findUnpaidSince(newestFirst: readonly OwedInvoice[]): number | null {
  const owed: number[] = [];
  for (const { status, dueAt, isCredit } of newestFirst) {
    if (status === "draft" || status === "void" || isCredit) continue;
    if (status === "paid") break;
    owed.push(dueAt);
  }
  return owed.length > 0 ? Math.min(...owed) : null;
}
