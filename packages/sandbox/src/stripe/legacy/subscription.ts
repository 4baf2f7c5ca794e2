import type { Fields } from "./fields.ts";

/** A subscription before Basil: one period for all items, on the subscription. */
export function legacySubscription(subscription: Fields): Fields {
  const { billing_mode: _mode, billing_schedules: _schedules, customer_account: _account, ...rest } = subscription;
  const { managed_payments: _managed, status_details: _details, ...kept } = rest;
  const items = subscription["items"] as { data: Fields[] };
  const [first = {}, second] = items.data;
  return {
    ...kept,
    current_period_end: first["current_period_end"],
    current_period_start: first["current_period_start"],
    discount: null,
    items: { ...items, data: items.data.map(withoutPeriod) },
    plan: second === undefined ? first["plan"] : null,
    quantity: second === undefined ? first["quantity"] : null,
  };
}

function withoutPeriod(item: Fields): Fields {
  const { current_period_end: _end, current_period_start: _start, current_trial: _trial, ...kept } = item;
  return kept;
}
