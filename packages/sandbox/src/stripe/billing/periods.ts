import { invalidRequest } from "../core/errors.ts";
import type { Price, Subscription, SubscriptionItem } from "../shapes/wire.ts";

export const DAY = 86_400;

interface Interval {
  readonly interval: string;
  readonly interval_count: number;
}

/** How often a price is billed. Throws Stripe's error for a one-time price. */
export function intervalOf(price: Price): Interval {
  if (price.recurring !== null) return price.recurring;
  throw invalidRequest(
    "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.",
    {
      param: "items[0][price]",
    },
  );
}

/** The end of the period that contains `moment`, counted in whole intervals from `anchor`; all in seconds since the epoch. */
export function periodEndAfter(anchor: number, moment: number, interval: Interval): number {
  let count = 1;
  while (plusIntervals(anchor, count, interval) <= moment) count += 1;
  return plusIntervals(anchor, count, interval);
}

function plusIntervals(anchor: number, count: number, { interval, interval_count }: Interval): number {
  const steps = count * interval_count;
  if (interval === "day") return anchor + steps * DAY;
  if (interval === "week") return anchor + steps * 7 * DAY;
  return plusMonths(anchor, interval === "year" ? steps * 12 : steps);
}

/** A day that the month does not have becomes its last day, as on Stripe. */
function plusMonths(anchor: number, months: number): number {
  const from = new Date(anchor * 1000);
  const month = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, 1));
  const lastDay = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 0)).getUTCDate();
  month.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return Math.floor(month.getTime() / 1000) + (anchor % DAY);
}

/** The first item; in the sandbox all items of a subscription have the same period. */
export function firstItemOf(subscription: Subscription): SubscriptionItem {
  const [item] = subscription.items.data;
  if (item === undefined) throw new Error(`subscription ${subscription.id} has no item`);
  return item;
}

export function periodOf(subscription: Subscription): { start: number; end: number } {
  const item = firstItemOf(subscription);
  return { start: item.current_period_start, end: item.current_period_end };
}

export function setPeriod(subscription: Subscription, start: number, end: number): void {
  for (const item of subscription.items.data) {
    item.current_period_start = start;
    item.current_period_end = end;
  }
}
