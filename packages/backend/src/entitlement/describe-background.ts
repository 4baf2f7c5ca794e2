import type { Plan } from "@moddy/schemas";
import type { SubscriptionFacts } from "./claim-plans.ts";
import type { Entitlement } from "./decide-entitlement.ts";
import { type EndReason, explainEnd } from "./explain-end.ts";
import type { EntitlementPolicy } from "./policy.ts";

/** Why a user's plan is what it is, as far as messages name it. */
export interface Background {
  /** Why the plan that the user had gives nothing now, if it was not cancelled. */
  readonly ended: EndReason | null;
  /** When the free trial ends that gives the plan now, in ms since 1970. */
  readonly trialEndsAt: number | null;
}

/** What messages say of the reasons for an entitlement. `told` is the plan that the user was last told to have. */
export function describeBackground(
  subscriptions: readonly SubscriptionFacts[],
  { after, told }: { readonly after: Entitlement; readonly told: string },
  by: { readonly plans: readonly Plan[]; readonly policy: EntitlementPolicy },
  now: number,
): Background {
  const giving = subscriptions.find(({ id }) => id === after.subscriptionId);
  const reasons = subscriptions.map((subscription) => explainEnd(subscription, told, by, now));
  const ended = reasons.find((reason) => reason !== null) ?? null;
  return { ended, trialEndsAt: giving?.status === "trialing" ? giving.trialEnd : null };
}
