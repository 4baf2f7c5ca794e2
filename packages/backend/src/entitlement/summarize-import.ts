import type { Plan } from "@moddy/schemas";
import { type EntitlementPolicy, isKnownStatus } from "./policy.ts";

/** Subscriptions that are alike. */
export interface SubscriptionGroup {
  readonly status: string;
  readonly priceIds: readonly string[];
  readonly count: number;
}

/** What an import found, as far as plans go; the lists have the largest number first. */
export interface PlanFindings {
  readonly subscriptions: number;
  /** Those that have a status with which they give no plan. */
  readonly ended: number;
  readonly plans: { plan: string; subscriptions: number }[];
  /** Prices of subscriptions that would give a plan, were they in the catalogue. */
  readonly unknown_prices: { price_id: string; subscriptions: number }[];
  readonly unknown_statuses: { status: string; subscriptions: number }[];
}

function countBy(pairs: readonly (readonly [string, number])[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const [key, count] of pairs) counts.set(key, (counts.get(key) ?? 0) + count);
  return [...counts].toSorted(([a, x], [b, y]) => y - x || a.localeCompare(b));
}

/** Whether a subscription with this status gives a plan. A status that is not known gives none. */
export function givesPlan(status: string, policy: EntitlementPolicy): boolean {
  return isKnownStatus(status) && policy.statuses[status] !== "none";
}

/** Says what subscriptions mean for the plans of the catalogue. */
export function summarizeImport(
  groups: readonly SubscriptionGroup[],
  { plans, policy }: { readonly plans: readonly Plan[]; readonly policy: EntitlementPolicy },
): PlanFindings {
  const byRank = plans.toSorted((a, b) => b.rank - a.rank);
  const planOf = ({ priceIds }: SubscriptionGroup) =>
    byRank.find(({ price_ids }) => price_ids.some((id) => priceIds.includes(id)));
  const paying = groups.filter(({ status }) => givesPlan(status, policy));
  const total = (some: readonly SubscriptionGroup[]) => some.reduce((sum, { count }) => sum + count, 0);
  const given = paying.flatMap((group) => {
    const plan = planOf(group);
    return plan ? [[plan.id, group.count] as const] : [];
  });
  const missing = paying
    .filter((group) => !planOf(group))
    .flatMap(({ priceIds, count }) => priceIds.map((id) => [id, count] as const));
  const strange = groups
    .filter(({ status }) => !isKnownStatus(status))
    .map((each) => [each.status, each.count] as const);
  return {
    subscriptions: total(groups),
    ended: total(groups) - total(paying),
    plans: countBy(given).map(([plan, subscriptions]) => ({ plan, subscriptions })),
    unknown_prices: countBy(missing).map(([price_id, subscriptions]) => ({ price_id, subscriptions })),
    unknown_statuses: countBy(strange).map(([status, subscriptions]) => ({ status, subscriptions })),
  };
}
