import { z } from "zod";
import { linesOf } from "../billing/checkout.ts";
import { linkLinesOf } from "../billing/payment-links.ts";
import { invalidRequest } from "../core/errors.ts";
import { listOf } from "../core/list.ts";
import type { StripeState } from "../state.ts";

type Fields = Record<string, unknown>;

/** For each kind of object: the paths of its references, and what they refer to. `data` stands for each item of a list. */
const REFERENCES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  balance_transaction: { source: "charge" },
  "billing_portal.session": { customer: "customer" },
  charge: {
    balance_transaction: "balance_transaction",
    customer: "customer",
    payment_intent: "payment_intent",
    "refunds.data": "refund",
  },
  "checkout.session": {
    customer: "customer",
    invoice: "invoice",
    "line_items.data": "item",
    payment_intent: "payment_intent",
    payment_link: "payment_link",
    subscription: "subscription",
  },
  customer: { "invoice_settings.default_payment_method": "payment_method", "subscriptions.data": "subscription" },
  dispute: { charge: "charge", payment_intent: "payment_intent" },
  invoice: {
    customer: "customer",
    default_payment_method: "payment_method",
    "lines.data.pricing.price_details.price": "price",
    "lines.data.subscription": "subscription",
    "parent.subscription_details.subscription": "subscription",
    "payments.data": "invoice_payment",
  },
  invoice_payment: { invoice: "invoice", "payment.charge": "charge", "payment.payment_intent": "payment_intent" },
  item: { "price.product": "product" },
  payment_intent: { customer: "customer", latest_charge: "charge", payment_method: "payment_method" },
  payment_link: { "line_items.data": "item" },
  payment_method: { customer: "customer" },
  price: { product: "product" },
  product: { default_price: "price" },
  refund: { balance_transaction: "balance_transaction", charge: "charge", payment_intent: "payment_intent" },
  subscription: {
    customer: "customer",
    default_payment_method: "payment_method",
    "items.data": "subscription_item",
    latest_invoice: "invoice",
  },
  subscription_item: { "price.product": "product", "plan.product": "product" },
};

const DEEPEST = 4;

export const expandParam = z.array(z.string().min(1)).optional();

/** Throws Stripe's error for a property that objects of this kind, or a list of them, cannot expand. */
export function checkExpansions(paths: readonly string[], kind: string, list: boolean): void {
  for (const path of paths) {
    if (path.split(".").length > DEEPEST) {
      throw invalidRequest(`You cannot expand more than ${DEEPEST} levels of a property (${path}).`, {
        param: "expand",
      });
    }
    if (!canExpand(list ? withinItems(path) : path, kind)) {
      const message = `This property cannot be expanded (${path}).`;
      throw invalidRequest(message, { param: "expand" });
    }
  }
}

/** The path from an item of a list. */
export function withinItems(path: string): string {
  return path.replace(/^data\./, "");
}

function canExpand(path: string, kind: string): boolean {
  return stepsInto(path, kind).some(({ rest, target }) => rest === "" || canExpand(rest, target));
}

function stepsInto(path: string, kind: string) {
  return Object.entries(REFERENCES[kind] ?? {}).flatMap(([place, target]) => {
    if (place.endsWith(".data") && place.slice(0, -5) === path) return [{ place, target, rest: "" }];
    if (path === place) return [{ place, target, rest: "" }];
    return path.startsWith(`${place}.`) ? [{ place, target, rest: path.slice(place.length + 1) }] : [];
  });
}

/** Replaces the ids at `paths` by their objects. Changes `object`, so pass a copy. */
export function expand(state: StripeState, object: Fields, paths: readonly string[]): void {
  for (const path of paths) expandPath(state, object, path);
}

function expandPath(state: StripeState, object: Fields, path: string): void {
  for (const { place, rest } of stepsInto(path, String(object["object"]))) {
    include(state, object, place);
    replaceAt(state, object, place.split("."), rest);
  }
}

function replaceAt(state: StripeState, holder: Fields, [key = "", ...deeper]: readonly string[], rest: string): void {
  const value = holder[key];
  if (Array.isArray(value)) {
    for (const [position, item] of value.entries()) {
      if (deeper.length === 0) value[position] = expandValue(state, item, rest);
      else if (isFields(item)) replaceAt(state, item, deeper, rest);
    }
  } else if (deeper.length === 0) {
    holder[key] = expandValue(state, value, rest);
  } else if (isFields(value)) {
    replaceAt(state, value, deeper, rest);
  }
}

function expandValue(state: StripeState, value: unknown, rest: string): unknown {
  const object = typeof value === "string" ? copyOf(state, value) : value;
  if (isFields(object) && rest !== "") expandPath(state, object, rest);
  return object ?? value;
}

/** Adds a list that an object only has when it is expanded. */
function include(state: StripeState, object: Fields, place: string): void {
  const id = String(object["id"]);
  const kind = String(object["object"]);
  const copies = <T>(rows: T[]) => rows.map((row) => structuredClone(row));
  if (kind === "charge" && place === "refunds.data") {
    const refunds = state.refunds.newestFirst().filter((refund) => refund.charge === id);
    object["refunds"] ??= listOf(copies(refunds), `/v1/charges/${id}/refunds`);
  } else if (kind === "invoice" && place === "payments.data") {
    const payments = state.invoicePayments.newestFirst().filter((payment) => payment.invoice === id);
    object["payments"] ??= listOf(copies(payments), `/v1/invoices/${id}/payments`);
  } else if (kind === "checkout.session" && place === "line_items.data") {
    const lines = linesOf(state, state.checkoutSessions.get(id));
    object["line_items"] ??= listOf(copies(lines), `/v1/checkout/sessions/${id}/line_items`);
  } else if (kind === "payment_link" && place === "line_items.data") {
    const lines = linkLinesOf(state, state.paymentLinks.get(id));
    object["line_items"] ??= listOf(copies(lines), `/v1/payment_links/${id}/line_items`);
  } else if (kind === "customer" && place === "subscriptions.data") {
    const live = state.subscriptions.newestFirst().filter((one) => one.customer === id && one.status !== "canceled");
    object["subscriptions"] ??= listOf(copies(live), `/v1/customers/${id}/subscriptions`);
  }
}

function copyOf(state: StripeState, id: string): Fields | undefined {
  if (state.deletedCustomers.has(id)) return { id, object: "customer", deleted: true };
  const { customers, products, prices, subscriptions, invoices, charges, paymentIntents, paymentMethods } = state;
  const tables = [customers, subscriptions, invoices, charges, paymentIntents, paymentMethods, prices, products];
  for (const table of [...tables, state.balanceTransactions, state.paymentLinks, state.refunds]) {
    const row = table.find(id);
    if (row !== undefined) return { ...structuredClone(row) };
  }
  return undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
