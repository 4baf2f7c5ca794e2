import type { Plan } from "@moddy/schemas";

/** What decides whether a subscription is a free trial too many. Times in ms since 1970. */
export interface TrialSubscription {
  readonly id: string;
  readonly status: string;
  readonly priceIds: readonly string[];
  readonly currentPeriodStart: number;
  readonly pastDueSince: number | null;
  /** When its free trial ends or ended, null if it has none. */
  readonly trialEnd: number | null;
}

/** The first free trial that a Discord user had of a plan. */
export interface TrialFacts {
  readonly plan: string;
  readonly subscriptionId: string;
}

const DAY_MS = 86_400_000;

/** The plan that a subscription is about: the highest that its prices belong to. */
export function planOfPrices(priceIds: readonly string[], plans: readonly Plan[]): Plan | undefined {
  const matching = plans.filter(({ price_ids }) => price_ids.some((id) => priceIds.includes(id)));
  return matching.toSorted((a, b) => b.rank - a.rank)[0];
}

/** Whether nothing was paid yet: it is in its trial, or the first payment after the trial is due. */
function isUnpaidTrial({ status, trialEnd, pastDueSince, currentPeriodStart }: TrialSubscription): boolean {
  if (trialEnd === null) return false;
  // Stripe asks for the payment within hours after the trial's end.
  return status === "trialing" || (status === "past_due" && (pastDueSince ?? currentPeriodStart) < trialEnd + DAY_MS);
}

function refusedPlan(
  subscription: TrialSubscription,
  trials: readonly TrialFacts[],
  plans: readonly Plan[],
): Plan | undefined {
  if (!isUnpaidTrial(subscription)) return undefined;
  const plan = planOfPrices(subscription.priceIds, plans);
  const first = trials.find((trial) => trial.plan === plan?.id);
  return plan?.trial === "once" && first && first.subscriptionId !== subscription.id ? plan : undefined;
}

/**
 * Sets aside the subscriptions that give nothing yet, because the user has had the free trial of their plan before.
 * @returns the others, and the highest plan of which a trial was refused.
 */
export function refuseTrials<S extends TrialSubscription>(
  facts: { readonly subscriptions: readonly S[]; readonly trials?: readonly TrialFacts[] },
  plans: readonly Plan[],
): { subscriptions: S[]; refused: Plan | undefined } {
  const judged = facts.subscriptions.map((subscription) => ({
    subscription,
    refused: refusedPlan(subscription, facts.trials ?? [], plans),
  }));
  return {
    subscriptions: judged.filter(({ refused }) => !refused).map(({ subscription }) => subscription),
    refused: judged.flatMap(({ refused }) => refused ?? []).toSorted((a, b) => b.rank - a.rank)[0],
  };
}
