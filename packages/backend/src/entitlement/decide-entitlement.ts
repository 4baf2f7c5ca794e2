import { FREE_PLAN, type Plan } from "@moddy/schemas";
import { findGrace } from "./find-grace.ts";
import { type Effect, type EntitlementPolicy, isKnownStatus } from "./policy.ts";
import { refuseTrials, type TrialFacts } from "./refuse-trials.ts";

/** A payment that was refunded in full or disputed, and the span of time it had paid for. Times in ms since 1970. */
export interface ContestedPayment {
  readonly refunded: boolean;
  readonly dispute: "open" | "lost" | null;
  readonly coversFrom: number;
  readonly coversUntil: number;
}

/** What decides about a subscription. Times in ms since 1970. */
export interface SubscriptionFacts {
  readonly id: string;
  readonly status: string;
  readonly priceIds: readonly string[];
  readonly currentPeriodStart: number;
  readonly endsAt: number | null;
  readonly pastDueSince: number | null;
  /** When its free trial ends or ended, null if it has none. */
  readonly trialEnd: number | null;
  readonly payments: readonly ContestedPayment[];
}

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

const DAY_MS = 86_400_000;

interface Claim {
  readonly plan: Plan;
  readonly source: "subscription" | "grant";
  readonly subscriptionId: string | null;
  readonly endsAt: number | null;
  /** From when the claim no longer holds, null if it holds until something happens. */
  readonly until: number | null;
}

function effectsOf(subscription: SubscriptionFacts, policy: EntitlementPolicy): Effect[] {
  const { status, payments, currentPeriodStart } = subscription;
  const effects: Effect[] = [isKnownStatus(status) ? policy.statuses[status] : "none"];
  for (const payment of payments) {
    const current = payment.coversFrom <= currentPeriodStart && currentPeriodStart < payment.coversUntil;
    if (payment.refunded && current) effects.push(policy.payments.refunded);
    if (payment.dispute === "open") effects.push(policy.payments.dispute_open);
    if (payment.dispute === "lost" && current) effects.push(policy.payments.dispute_lost);
  }
  return effects;
}

function claimOfSubscription(
  subscription: SubscriptionFacts,
  plans: readonly Plan[],
  policy: EntitlementPolicy,
): Claim | undefined {
  const plan = highest(plans.filter(({ price_ids }) => price_ids.some((id) => subscription.priceIds.includes(id))));
  const effects = effectsOf(subscription, policy);
  if (!plan || effects.includes("none")) return undefined;
  const graceStart = subscription.pastDueSince ?? subscription.currentPeriodStart;
  const until = effects.includes("grace") ? graceStart + policy.grace_days * DAY_MS : null;
  return { plan, source: "subscription", subscriptionId: subscription.id, endsAt: subscription.endsAt, until };
}

function highest(plans: readonly Plan[]): Plan | undefined {
  return plans.toSorted((a, b) => b.rank - a.rank)[0];
}

/** Of claims to the same plan the one that lasts longest counts: otherwise an end is announced that does not come. */
function compareClaims(a: Claim, b: Claim): number {
  return b.plan.rank - a.plan.rank || (b.endsAt ?? Infinity) - (a.endsAt ?? Infinity) || 0;
}

/**
 * Decides what a user may have at `now` (ms since 1970): the highest plan that a subscription or a grant gives them.
 * Unknown statuses, prices and plans give nothing.
 */
export function decideEntitlement(
  facts: {
    readonly subscriptions: readonly SubscriptionFacts[];
    readonly grants: readonly GrantFacts[];
    /** The first free trial that the user had of each plan. */
    readonly trials: readonly TrialFacts[];
  },
  { plans, policy }: { readonly plans: readonly Plan[]; readonly policy: EntitlementPolicy },
  now: number,
): Entitlement {
  const { subscriptions, refused } = refuseTrials(facts, plans);
  const bySubscription = subscriptions.flatMap((subscription) => {
    return claimOfSubscription(subscription, plans, policy) ?? [];
  });
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
