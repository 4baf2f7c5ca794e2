import type { Stripe } from "stripe";
import { findUnpaidSince } from "./find-unpaid-since.ts";
import { type Bill, type BillLine, readBill } from "./read-bill.ts";
import type { SubscriptionItem } from "./read-subscription.ts";
import { withAllLines } from "./with-all-lines.ts";

/** A line with the place of its invoice among the subscription's: a later one has a higher number. */
export interface BilledLine extends BillLine {
  readonly order: number;
}

/** An invoice may be made before the period that it bills. */
const MARGIN_MS = 31 * 86_400_000;

/** A subscription's invoices, newest first, up to the first one that is enough. */
async function listBills(stripe: Stripe, subscription: string, isEnough: (bill: Bill) => boolean): Promise<Bill[]> {
  const bills: Bill[] = [];
  for await (const invoice of stripe.invoices.list({ subscription, limit: 100 })) {
    const bill = readBill(await withAllLines(stripe, invoice));
    bills.push(bill);
    if (isEnough(bill)) break;
  }
  return bills;
}

/**
 * The lines of a subscription's invoices that may bear on what its items have now.
 * @throws the Stripe library's errors.
 */
export async function fetchBilledLines(
  stripe: Stripe,
  subscription: string,
  items: readonly SubscriptionItem[],
): Promise<BilledLine[]> {
  const from = Math.min(...items.map((item) => item.from));
  const bills = await listBills(stripe, subscription, ({ created }) => created < from - MARGIN_MS);
  const lines = bills.flatMap((bill, index) => bill.lines.map((line) => ({ ...line, order: bills.length - index })));
  return lines.filter(({ until }) => until > from);
}

/**
 * Since when a subscription has not been paid; null when nothing is owed.
 * @throws the Stripe library's errors.
 */
export async function fetchUnpaidSince(stripe: Stripe, subscription: string): Promise<Date | null> {
  const bills = await listBills(stripe, subscription, ({ status, isCredit }) => status === "paid" && !isCredit);
  const since = findUnpaidSince(bills);
  return since === null ? null : new Date(since);
}
