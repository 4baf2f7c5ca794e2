import type { Plan } from "@moddy/schemas";

function rankOf(priceIds: readonly string[], plans: readonly Plan[]): number {
  const ranks = plans.filter((plan) => plan.price_ids.some((id) => priceIds.includes(id))).map(({ rank }) => rank);
  return Math.max(-1, ...ranks);
}

/**
 * A user's subscriptions, the main one first: the highest plan, and of one plan the newest.
 * @param newestFirst the subscriptions that have not ended.
 */
export function orderSubscriptions<Row extends { readonly price_ids: readonly string[] }>(
  newestFirst: readonly Row[],
  plans: readonly Plan[],
): Row[] {
  return newestFirst.toSorted((a, b) => rankOf(b.price_ids, plans) - rankOf(a.price_ids, plans));
}
