import type { Plan, Price } from "./wire.ts";

export interface PriceFields {
  readonly id: string;
  readonly product: string;
  readonly amount: number;
  readonly interval: "month" | "year";
  readonly created: number;
}

export function newPrice(fields: PriceFields): Price {
  return {
    id: fields.id,
    object: "price",
    active: true,
    billing_scheme: "per_unit",
    created: fields.created,
    currency: "usd",
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    product: fields.product,
    recurring: {
      interval: fields.interval,
      interval_count: 1,
      meter: null,
      trial_period_days: null,
      usage_type: "licensed",
    },
    tax_behavior: "unspecified",
    tiers_mode: null,
    transform_quantity: null,
    type: "recurring",
    unit_amount: fields.amount,
    unit_amount_decimal: String(fields.amount),
  };
}

/** The price as the older `plan` object, which subscription items still have. */
export function planOf(price: Price): Plan {
  return {
    id: price.id,
    object: "plan",
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: price.billing_scheme,
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval ?? "month",
    interval_count: price.recurring?.interval_count ?? 1,
    livemode: false,
    metadata: price.metadata,
    meter: null,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: "licensed",
  };
}
