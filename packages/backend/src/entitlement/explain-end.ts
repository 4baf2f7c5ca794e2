import type { Plan } from "@moddy/schemas";
import { claimPlans, type SubscriptionFacts } from "./claim-plans.ts";
import type { EntitlementPolicy } from "./policy.ts";
import { planOfPrices } from "./refuse-trials.ts";

/** Why a plan ended that nobody cancelled. */
export type EndReason = "unpaid" | "refunded" | "disputed";

const OWED = ["past_due", "unpaid"];
const GONE = ["canceled", "incomplete", "incomplete_expired", "paused"];

/** What is wrong with a subscription, whatever it would give otherwise. */
function findFault({ status, payments, currentPeriodStart }: SubscriptionFacts): EndReason | null {
  const current = payments.filter(({ coversUntil, billsUntil }) => (billsUntil ?? coversUntil) > currentPeriodStart);
  if (current.some(({ dispute }) => dispute !== null)) return "disputed";
  if (current.some(({ refunded }) => refunded)) return "refunded";
  return OWED.includes(status) ? "unpaid" : null;
}

/**
 * Why a subscription that Stripe has not ended does not give `planId` at `now` (ms since 1970): the one thing without which
 * it would. That is a payment also where an earlier one had left less than its price: a higher plan's difference that was
 * given back before.
 * @returns null when it never gave that plan.
 */
export function explainEnd(
  subscription: SubscriptionFacts,
  planId: string,
  { plans, policy }: { readonly plans: readonly Plan[]; readonly policy: EntitlementPolicy },
  now: number,
): EndReason | null {
  const { status, payments, priceIds } = subscription;
  if (GONE.includes(status)) return null;
  const gives = (otherwise: Partial<SubscriptionFacts>) =>
    claimPlans({ ...subscription, ...otherwise }, plans, policy).some(
      ({ plan, until }) => plan.id === planId && (until === null || until > now),
    );
  const cause = payments.find((payment) => gives({ payments: payments.filter((each) => each !== payment) }));
  if (cause) return cause.dispute === null ? "refunded" : "disputed";
  if (OWED.includes(status) && gives({ status: "active" })) return "unpaid";
  return planOfPrices(priceIds, plans)?.id === planId ? findFault(subscription) : null;
}
