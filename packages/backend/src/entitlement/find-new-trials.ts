import type { Plan } from "@moddy/schemas";
import { planOfPrices, type TrialFacts } from "./refuse-trials.ts";

/** A subscription, and when its free trial began (ms since 1970). */
interface StartedTrial {
  readonly id: string;
  readonly priceIds: readonly string[];
  readonly trialStart: number | null;
}

/** A user's first free trial of a plan; `startedAt` in ms since 1970. */
export interface NewTrial extends TrialFacts {
  readonly startedAt: number;
}

/** The first free trials that are not recorded yet: of each plan the earliest. */
export function findNewTrials(
  facts: { readonly subscriptions: readonly StartedTrial[]; readonly trials: readonly TrialFacts[] },
  plans: readonly Plan[],
): NewTrial[] {
  const started = facts.subscriptions.flatMap(({ id: subscriptionId, priceIds, trialStart: startedAt }) => {
    const plan = planOfPrices(priceIds, plans)?.id;
    return startedAt === null || plan === undefined ? [] : [{ plan, subscriptionId, startedAt }];
  });
  const known = new Set(facts.trials.map(({ plan }) => plan));
  const unknown = started.filter(({ plan }) => !known.has(plan)).toSorted((a, b) => a.startedAt - b.startedAt);
  return unknown.filter(({ plan }, index) => unknown.findIndex((trial) => trial.plan === plan) === index);
}
