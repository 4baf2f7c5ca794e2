import type { Plan } from "@moddy/schemas";
import type { Coverage } from "../stripe/fetch-account.ts";
import { bearsOnItems, type ContestedPayment, decideCoverage, effectOfPayment, worst } from "./decide-coverage.ts";
import { type Effect, type EntitlementPolicy, isKnownStatus } from "./policy.ts";

/** What decides about a subscription. Times in ms since 1970. */
export interface SubscriptionFacts {
  readonly id: string;
  readonly status: string;
  readonly priceIds: readonly string[];
  readonly currentPeriodStart: number;
  readonly endsAt: number | null;
  /** Since when the first invoice of an unbroken row of unpaid ones is due. */
  readonly pastDueSince: number | null;
  /** When its free trial ends or ended, null if it has none. */
  readonly trialEnd: number | null;
  readonly payments: readonly ContestedPayment[];
  /** Null in a row of an older version. */
  readonly coverage: Coverage | null;
}

/** A plan that something gives. Times in ms since 1970. */
export interface Claim {
  readonly plan: Plan;
  readonly source: "subscription" | "grant";
  readonly subscriptionId: string | null;
  readonly endsAt: number | null;
  /** From when the claim no longer holds, null if it holds until something happens. */
  readonly until: number | null;
}

const DAY_MS = 86_400_000;

interface CoveredPlan {
  readonly plan: Plan | undefined;
  readonly effects: readonly Effect[];
  readonly graceFrom: number;
  readonly until: number | null;
}

function planOf(priceIds: readonly string[], plans: readonly Plan[]): Plan | undefined {
  return plans
    .filter(({ price_ids }) => price_ids.some((id) => priceIds.includes(id)))
    .toSorted((a, b) => b.rank - a.rank)[0];
}

function lower(a: Plan | undefined, b: Plan | undefined): Plan | undefined {
  if (!a || !b) return undefined;
  return b.rank < a.rank ? b : a;
}

function soonest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length > 0 ? Math.min(...known) : null;
}

/** How rows of older versions count: an open dispute whatever it paid for, the rest if it paid for the period's start. */
function effectOfSpan(payment: ContestedPayment, start: number, policy: EntitlementPolicy): Effect {
  const isCurrent = payment.coversFrom <= start && start < payment.coversUntil;
  if (isCurrent) return effectOfPayment(payment, policy);
  return payment.dispute === "open" ? policy.payments.dispute_open : "keep";
}

/** Without a contested payment all prices count; nothing was paid for a trial, so nothing takes it. */
function coverPlans(
  subscription: SubscriptionFacts,
  plans: readonly Plan[],
  policy: EntitlementPolicy,
): readonly CoveredPlan[] {
  const { priceIds, coverage, status, currentPeriodStart: graceFrom } = subscription;
  const payments = subscription.payments.filter((payment) => bearsOnItems(payment, coverage?.items ?? []));
  const whole = { plan: planOf(priceIds, plans), graceFrom, until: null };
  const lines = coverage?.lines;
  const bySpan = payments.filter(({ invoiceId }) => !lines || invoiceId === null);
  const effects = bySpan.map((payment) => effectOfSpan(payment, graceFrom, policy));
  if (!coverage || !lines || payments.length === 0 || status === "trialing") return [{ ...whole, effects }];
  return decideCoverage({ items: coverage.items, lines }, payments, policy).map((price) => ({
    plan: lower(planOf([price.priceId], plans), planOf([price.itemPriceId], plans)),
    effects: [...effects, price.effect],
    graceFrom: price.from,
    until: price.until,
  }));
}

/** The plans that a subscription gives, whatever the time is. */
export function claimPlans(
  subscription: SubscriptionFacts,
  plans: readonly Plan[],
  policy: EntitlementPolicy,
): readonly Claim[] {
  const { id: subscriptionId, status, endsAt, pastDueSince, currentPeriodStart } = subscription;
  const byStatus = isKnownStatus(status) ? policy.statuses[status] : "none";
  return coverPlans(subscription, plans, policy).flatMap((covered): Claim[] => {
    if (!covered.plan || worst([byStatus, ...covered.effects]) === "none") return [];
    const graceEnds = [
      ...(byStatus === "grace" ? [pastDueSince ?? currentPeriodStart] : []),
      ...(covered.effects.includes("grace") ? [covered.graceFrom] : []),
    ].map((start) => start + policy.grace_days * DAY_MS);
    const until = soonest([covered.until, ...graceEnds]);
    const end = soonest([covered.until, endsAt]);
    return [{ plan: covered.plan, source: "subscription", subscriptionId, endsAt: end, until }];
  });
}
