import { invalidRequest, referenceMissing } from "../core/errors.ts";
import { newInvoiceLine } from "../shapes/invoice-line.ts";
import { planOf } from "../shapes/price.ts";
import { newSubscriptionItem } from "../shapes/subscription.ts";
import type { InvoiceLine, Price, Subscription, SubscriptionItem } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";
import { draftInvoice, finalizeInvoice, itemLines } from "./invoicing.ts";
import { cardError, payInvoice, paymentMethodOf } from "./pay-invoice.ts";
import { firstItemOf, intervalOf, periodEndAfter, periodOf, setPeriod } from "./periods.ts";

export interface ItemChange {
  readonly id?: string | undefined;
  readonly price?: string | undefined;
  readonly quantity?: number | undefined;
  readonly deleted?: boolean | undefined;
}

export interface ChangeOptions {
  readonly proration: "always_invoice" | "create_prorations" | "none";
  /** Seconds since the epoch; now by default. */
  readonly prorationDate?: number | undefined;
  /** Starts a new period now, even with the same interval. */
  readonly resetAnchor?: boolean;
  /** Refuses a change whose payment would fail, in place of making the subscription past due. */
  readonly errorIfIncomplete?: boolean;
}

/**
 * Changes prices and quantities. Credits the unused time and charges the remaining time of the period, by the second; a
 * price with another interval starts a new period at once, as on Stripe.
 */
export function changeItems(
  state: StripeState,
  subscription: Subscription,
  changes: readonly ItemChange[],
  options: ChangeOptions,
): void {
  const before = structuredClone(subscription);
  const now = options.prorationDate ?? state.clock.now();
  const trialing = subscription.status === "trialing";
  let restarts = false;
  state.events.change("customer.subscription.updated", subscription, (changed) => {
    for (const change of changes) applyChange(state, changed, change, periodOf(before));
    if (changed.items.data.length === 0) throw invalidRequest("A subscription must have at least one active item.");
    restarts = !trialing && (options.resetAnchor === true || intervalKey(before) !== intervalKey(changed));
    if (restarts) restartPeriod(state, changed);
    const billed = restarts || options.proration === "always_invoice";
    if (options.errorIfIncomplete && billed && !trialing) refuseDecline(state, changed);
  });
  if (trialing) return;
  const prorated = options.proration === "none" ? [] : prorations(state, before, subscription, now, restarts);
  if (prorated.length > 0) {
    state.pendingLines.set(subscription.id, [...(state.pendingLines.get(subscription.id) ?? []), ...prorated]);
  }
  if (restarts || (options.proration === "always_invoice" && prorated.length > 0)) {
    billChange(state, subscription, restarts ? itemLines(state, subscription) : []);
  }
}

function refuseDecline(state: StripeState, subscription: Subscription): void {
  const decline = state.declines.get(paymentMethodOf(state, subscription)?.id ?? "");
  if (decline !== undefined) throw cardError(decline);
}

function applyChange(state: StripeState, subscription: Subscription, change: ItemChange, period: Period): void {
  const { data } = subscription.items;
  const item = data.find((one) => one.id === change.id);
  if (change.id !== undefined && item === undefined) {
    throw referenceMissing("subscription item", change.id, "items[0][id]");
  }
  if (change.deleted) {
    data.splice(0, data.length, ...data.filter((one) => one !== item));
  } else if (item === undefined) {
    const price = findPrice(state, change.price);
    data.push(addItem(state, { subscription, price, quantity: change.quantity ?? 1, period }));
  } else {
    if (change.price !== undefined) setPrice(item, findPrice(state, change.price));
    item.quantity = change.quantity ?? item.quantity ?? 1;
  }
}

/** The price in a parameter. Throws Stripe's error when it does not exist. */
export function findPrice(state: StripeState, id: string | undefined, param = "items[0][price]"): Price {
  if (id === undefined) throw invalidRequest(`Missing required param: ${param}.`, { code: "parameter_missing", param });
  const price = state.prices.find(id);
  if (price === undefined) throw referenceMissing("price", id, param);
  return price;
}

function setPrice(item: SubscriptionItem, price: Price): void {
  item.price = structuredClone(price);
  item.plan = planOf(item.price);
}

interface Period {
  readonly start: number;
  readonly end: number;
}

function addItem(
  state: StripeState,
  {
    subscription,
    price,
    quantity,
    period,
  }: { subscription: Subscription; price: Price; quantity: number; period: Period },
): SubscriptionItem {
  return newSubscriptionItem({
    id: state.makeId("si"),
    subscription: subscription.id,
    price: structuredClone(price),
    quantity,
    created: state.clock.now(),
    periodStart: period.start,
    periodEnd: period.end,
  });
}

function intervalKey(subscription: Subscription): string {
  const { interval, interval_count } = intervalOf(firstItemOf(subscription).price);
  return `${interval_count} ${interval}`;
}

function restartPeriod(state: StripeState, subscription: Subscription): void {
  const now = state.clock.now();
  subscription.billing_cycle_anchor = now;
  setPeriod(subscription, now, periodEndAfter(now, now, intervalOf(firstItemOf(subscription).price)));
}

/** A credit for the unused time of each old item and, unless a new period is billed in full, a charge for each new one. */
function prorations(
  state: StripeState,
  before: Subscription,
  after: Subscription,
  now: number,
  restarts: boolean,
): InvoiceLine[] {
  const { start, end } = periodOf(before);
  const unused = Math.min(1, Math.max(0, (end - now) / (end - start)));
  const removed = before.items.data.filter((item) => !hasItem(after, item));
  const added = restarts ? [] : after.items.data.filter((item) => !hasItem(before, item));
  const line = (item: SubscriptionItem, sign: 1 | -1) =>
    prorationLine(state, item, { amount: sign * Math.round(amountOf(item) * unused), start: now, end });
  return [
    ...(restarts ? before.items.data : removed).map((item) => line(item, -1)),
    ...added.map((item) => line(item, 1)),
  ];
}

function hasItem(subscription: Subscription, item: SubscriptionItem): boolean {
  const { data } = subscription.items;
  return data.some((one) => one.id === item.id && one.price.id === item.price.id && one.quantity === item.quantity);
}

const amountOf = ({ price, quantity = 1 }: SubscriptionItem): number => (price.unit_amount ?? 0) * quantity;

function prorationLine(
  state: StripeState,
  item: SubscriptionItem,
  { amount, start, end }: { amount: number; start: number; end: number },
): InvoiceLine {
  const product = state.products.get(item.price.product).name;
  return newInvoiceLine({
    id: state.makeId("il"),
    invoice: null,
    amount,
    description: `${amount < 0 ? "Unused time" : "Remaining time"} on ${product}`,
    item,
    price: item.price,
    periodStart: start,
    periodEnd: end,
    metadata: {},
    prorationItem: state.makeId("ii"),
  });
}

function billChange(state: StripeState, subscription: Subscription, lines: readonly InvoiceLine[]): void {
  const now = state.clock.now();
  const invoice = draftInvoice(state, subscription, {
    reason: "subscription_update",
    lines,
    period: { start: now, end: now },
  });
  finalizeInvoice(state, invoice);
  payInvoice(state, invoice);
}
