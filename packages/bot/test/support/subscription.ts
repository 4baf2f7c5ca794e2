/** A subscription as the backend describes it. */
export const subscription = {
  subscription_id: "sub_1",
  customer_id: "cus_1",
  status: "active",
  subscription_type: "monthly",
  current_period_start: "2026-01-31T12:00:00.000Z",
  current_period_end: "2026-02-28T12:00:00.000Z",
  cancel_at_period_end: false,
  amount: 499,
  currency: "usd",
} as const;
