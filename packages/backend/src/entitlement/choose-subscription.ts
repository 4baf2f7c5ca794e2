import type { Plan } from "@moddy/schemas";

function rankOf(priceIds: readonly string[], plans: readonly Plan[]): number {
  const ranks = plans.filter((plan) => plan.price_ids.some((id) => priceIds.includes(id))).map(({ rank }) => rank);
  return Math.max(-1, ...ranks);
}

/**
 * The subscription that an operation on "the subscription" of a user means: of the highest plan, the newest.
 * @param newestFirst the subscriptions that have not ended. @returns undefined when there is none.
 */
export function chooseSubscription<Row extends { readonly price_ids: readonly string[] }>(
  newestFirst: readonly Row[],
  plans: readonly Plan[],
): Row | undefined {
  return newestFirst.toSorted((a, b) => rankOf(b.price_ids, plans) - rankOf(a.price_ids, plans))[0];
}
