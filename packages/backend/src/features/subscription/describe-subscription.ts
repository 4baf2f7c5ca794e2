import type { SubscriptionRow } from "../../store/subscriptions.ts";

/** A subscription as callers see it. */
export function describeSubscription(row: SubscriptionRow) {
  return {
    subscription_id: row.id,
    customer_id: row.customer_id,
    status: row.status,
    subscription_type: row.interval === "year" ? ("yearly" as const) : ("monthly" as const),
    current_period_start: row.current_period_start.toISOString(),
    current_period_end: row.current_period_end.toISOString(),
    cancel_at_period_end: row.cancel_at_period_end,
    amount: Number(row.amount),
    currency: row.currency,
  };
}
