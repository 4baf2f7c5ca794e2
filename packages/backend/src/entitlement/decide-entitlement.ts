import { FREE_PLAN, type Plan } from "@moddy/schemas";
import { type Claim, claimPlans, type SubscriptionFacts } from "./claim-plans.ts";
import { findGrace } from "./find-grace.ts";
import type { EntitlementPolicy } from "./policy.ts";
import { refuseTrials, type TrialFacts } from "./refuse-trials.ts";

/** A plan given by hand. `expiresAt` in ms since 1970, null for no end. */
export interface GrantFacts {
  readonly plan: string;
  readonly expiresAt: number | null;
}

/** What a user may have now. Times in ms since 1970. */
export interface Entitlement {
  readonly plan: string;
  readonly source: "subscription" | "grant" | "none";
  readonly subscriptionId: string | null;
  /** When the subscription that gives the plan is set to end, null if it renews. */
  readonly endsAt: number | null;
  /** Until when the plan is kept though a payment failed, null when nothing is owed. */
  readonly graceUntil: number | null;
  /** The plan of which a second free trial was refused, null where the user has as much anyway. */
  readonly trialRefused: string | null;
  /** When this has to be decided anew though no event comes in: days of grace or a grant end. */
  readonly recheckAt: number | null;
}

function later(a: number | null, b: number | null): number {
  if (a === b) return 0;
  return (b ?? Infinity) - (a ?? Infinity);
}

/** Of claims to the same plan the one that lasts longest counts: otherwise an end is announced that does not come. */
function compareClaims(a: Claim, b: Claim): number {
  return (
    b.plan.rank - a.plan.rank ||
    later(a.endsAt, b.endsAt) ||
    later(a.until, b.until) ||
    (b.subscriptionId ?? "").localeCompare(a.subscriptionId ?? "")
  );
}

/**
 * Decides what a user may have at `now` (ms since 1970): the highest plan that a subscription or a grant gives them.
 * Unknown statuses, prices and plans give nothing.
 */
export function decideEntitlement(
  facts: {
    readonly subscriptions: readonly SubscriptionFacts[];
    readonly grants: readonly GrantFacts[];
    /** The first free trial that the user had of each plan; none unless given. */
    readonly trials?: readonly TrialFacts[];
  },
  { plans, policy }: { readonly plans: readonly Plan[]; readonly policy: EntitlementPolicy },
  now: number,
): Entitlement {
  const { subscriptions, refused } = refuseTrials(facts, plans);
  const bySubscription = subscriptions.flatMap((subscription) => claimPlans(subscription, plans, policy));
  const byGrant = facts.grants.flatMap(({ plan: id, expiresAt }): Claim[] => {
    const plan = plans.find((candidate) => candidate.id === id);
    return plan ? [{ plan, source: "grant", subscriptionId: null, endsAt: null, until: expiresAt }] : [];
  });
  const claims = [...bySubscription, ...byGrant].filter(({ until }) => until === null || until > now);
  const best = claims.toSorted(compareClaims)[0];
  const giving = subscriptions.find(({ id }) => id === best?.subscriptionId);
  const recheckAt = claims.reduce((soonest, { until }) => Math.min(soonest, until ?? Infinity), Infinity);
  return {
    plan: best?.plan.id ?? FREE_PLAN,
    source: best?.source ?? "none",
    subscriptionId: best?.subscriptionId ?? null,
    endsAt: best?.endsAt ?? null,
    graceUntil: findGrace(giving, policy),
    trialRefused: refused && refused.rank > (best?.plan.rank ?? -1) ? refused.id : null,
    recheckAt: recheckAt === Infinity ? null : recheckAt,
  };
}
