import type { StripeState } from "../state.ts";
import type { Fields } from "./fields.ts";
import { legacyInvoice } from "./invoice.ts";
import { legacyCharge, legacyCheckoutSession, legacyPaymentIntent } from "./payments.ts";
import { legacySubscription } from "./subscription.ts";

/** The first version that moved periods to items and took payments out of invoices. */
const BASIL = "2025-03-31";

export function isBeforeBasil(version: string): boolean {
  return version.slice(0, BASIL.length) < BASIL;
}

const REWRITES: Readonly<Record<string, (object: Fields, state: StripeState) => Fields>> = {
  charge: legacyCharge,
  "checkout.session": legacyCheckoutSession,
  event: legacyEvent,
  invoice: legacyInvoice,
  payment_intent: legacyPaymentIntent,
  subscription: legacySubscription,
};

/** Converts the object, and all objects in it, to their form before Basil (for example 2024-06-20). */
export function toLegacy(state: StripeState, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => toLegacy(state, item));
  if (typeof value !== "object" || value === null) return value;
  const object = Object.fromEntries(Object.entries(value).map(([key, field]) => [key, toLegacy(state, field)]));
  return REWRITES[String(object["object"])]?.(object, state) ?? object;
}

/** Before Basil, an `updated` event had the old period on the subscription, not on its items. */
function legacyEvent(event: Fields): Fields {
  const data = event["data"] as { object: Fields; previous_attributes?: Fields };
  const items = data.previous_attributes?.["items"] as { data?: Fields[] } | undefined;
  const [item] = items?.data ?? [];
  if (data.object["object"] !== "subscription" || item === undefined) return event;
  const { current_period_start, current_period_end } = item;
  return {
    ...event,
    data: { ...data, previous_attributes: { ...data.previous_attributes, current_period_start, current_period_end } },
  };
}
