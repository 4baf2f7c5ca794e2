import { FREE_PLAN, type NotifyAction, type Plan } from "@moddy/schemas";

/** The part of an entitlement that messages are about. */
export interface Standing {
  readonly plan: string;
  /** When it is set to end, in ms since 1970; null when it goes on. */
  readonly endsAt: number | null;
}

/** Which message a user gets when their entitlement changes; undefined when no message is due. */
export function chooseAction(before: Standing, after: Standing, plans: readonly Plan[]): NotifyAction | undefined {
  if (before.plan === after.plan) {
    const endingChanged = (before.endsAt === null) !== (after.endsAt === null);
    return endingChanged && after.plan !== FREE_PLAN ? "subscription_updated" : undefined;
  }
  if (before.plan === FREE_PLAN) return "subscription_created";
  if (after.plan === FREE_PLAN) return "subscription_cancelled";
  const rankOf = (id: string) => plans.find((plan) => plan.id === id)?.rank ?? -1;
  return rankOf(after.plan) > rankOf(before.plan) ? "plan_upgraded" : "plan_downgraded";
}
