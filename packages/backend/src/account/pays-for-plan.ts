import type { Plan } from "@moddy/schemas";

/** The statuses in which somebody pays for a subscription, or will: they should have what it gives. */
export const PAYING_STATUSES: readonly string[] = ["active", "trialing", "past_due"];

/** The prices that give a plan. Whatever else an account of Stripe sells is none of Moddy's business. */
export function pricesOf(plans: readonly Plan[]): string[] {
  return plans.flatMap(({ price_ids }) => price_ids);
}

/** Whether one of a customer's subscriptions is paid for and gives a plan. */
export function paysForPlan(
  subscriptions: readonly { readonly status: string; readonly priceIds: readonly string[] }[],
  plans: readonly Plan[],
): boolean {
  const prices = pricesOf(plans);
  return subscriptions.some(
    ({ status, priceIds }) => PAYING_STATUSES.includes(status) && priceIds.some((id) => prices.includes(id)),
  );
}
