import type { Coverage } from "../stripe/fetch-account.ts";
import type { BilledLine } from "../stripe/fetch-bills.ts";
import type { SubscriptionItem } from "../stripe/read-subscription.ts";
import type { Effect, EntitlementPolicy } from "./policy.ts";

/** A payment that was refunded in full or disputed. Times in ms since 1970, money in the currency's smallest unit. */
export interface ContestedPayment {
  readonly refunded: boolean;
  readonly dispute: "open" | "lost" | null;
  /** The invoice that it paid; null in a row of an older version, of which only the span from `coversFrom` is known. */
  readonly invoiceId: string | null;
  readonly amount: number | null;
  /** The end of the last span that its invoice billed. */
  readonly billsUntil: number | null;
  readonly coversFrom: number;
  readonly coversUntil: number;
}

/** A price that an item gives. Times in ms since 1970. */
export interface CoveredPrice {
  readonly priceId: string;
  /** The price that the item has now: what was paid before gives no more than it. */
  readonly itemPriceId: string;
  readonly effect: "keep" | "grace";
  readonly from: number;
  /** From when it no longer counts; null as long as nothing happens. */
  readonly until: number | null;
}

/** What a contested payment means for what it paid for. */
export function effectOfPayment({ refunded, dispute }: ContestedPayment, { payments }: EntitlementPolicy): Effect {
  const effects = [
    ...(refunded ? [payments.refunded] : []),
    ...(dispute === "open" ? [payments.dispute_open] : []),
    ...(dispute === "lost" ? [payments.dispute_lost] : []),
  ];
  return worst(effects);
}

/** The effect that takes most. */
export function worst(effects: readonly Effect[]): Effect {
  return (["none", "grace"] as const).find((effect) => effects.includes(effect)) ?? "keep";
}

/** Whether a contested payment may still bear on what the items have in their current periods; without items nobody knows. */
export function bearsOnItems(
  payment: Pick<ContestedPayment, "refunded" | "dispute" | "billsUntil">,
  items: readonly SubscriptionItem[],
): boolean {
  if (!payment.refunded && payment.dispute === null) return false;
  const { billsUntil } = payment;
  return billsUntil === null || items.length === 0 || items.some(({ from }) => billsUntil > from);
}

function compareLines(a: BilledLine, b: BilledLine): number {
  return a.order - b.order || a.from - b.from || a.until - b.until || (a.priceId ?? "").localeCompare(b.priceId ?? "");
}

/** An item's lines, oldest first. One that took the place of another stands on what was billed for that before, too. */
function linesOf(item: SubscriptionItem, items: readonly SubscriptionItem[], lines: readonly BilledLine[]) {
  const own = lines.filter(({ itemId, priceId }) => (itemId ? itemId === item.id : priceId === item.priceId));
  const first = Math.min(...own.map(({ order }) => order));
  const replaced = lines.filter(
    ({ itemId, order }) => itemId !== null && order < first && items.every(({ id }) => id !== itemId),
  );
  return [...own, ...replaced]
    .filter(({ from, until }) => from < item.until && until > item.from)
    .toSorted(compareLines);
}

/** What is left of an invoice: money that is given back or held back in part leaves it as it is. */
function effectOfLine(line: BilledLine, payments: readonly ContestedPayment[], policy: EntitlementPolicy): Effect {
  const contested = payments.filter(({ invoiceId }) => invoiceId === line.invoiceId);
  const amount = contested.reduce((sum, payment) => sum + (payment.amount ?? line.amountPaid), 0);
  if (amount < line.amountPaid) return "keep";
  return worst(contested.map((payment) => effectOfPayment(payment, policy)));
}

function coverItem(item: SubscriptionItem, judged: readonly { line: BilledLine; effect: Effect }[]): CoveredPrice[] {
  const itemPriceId = item.priceId;
  const newest = judged.at(-1);
  const renews = { priceId: itemPriceId, itemPriceId, until: null };
  if (!newest || newest.effect === "keep") return [{ ...renews, effect: "keep", from: item.from }];
  return judged.flatMap(({ line, effect }) => {
    if (effect === "none") return [];
    if (line === newest.line) return [{ ...renews, effect, from: line.from }];
    const until = line.until < item.until ? line.until : null;
    return [{ priceId: line.priceId ?? itemPriceId, itemPriceId, effect, from: line.from, until }];
  });
}

/**
 * Decides what the items of a subscription give now. Of an item's lines that reach into its current period the newest
 * counts, and a line whose money was given back does not: then what was paid before it counts, until its own end.
 */
export function decideCoverage(
  { items, lines }: Pick<Coverage, "items"> & { readonly lines: readonly BilledLine[] },
  payments: readonly ContestedPayment[],
  policy: EntitlementPolicy,
): CoveredPrice[] {
  return items.flatMap((item) => {
    let before: Effect = "keep";
    const judged = linesOf(item, items, lines).map((line) => {
      if (!line.carried) before = effectOfLine(line, payments, policy);
      return { line, effect: before };
    });
    return coverItem(item, judged);
  });
}
