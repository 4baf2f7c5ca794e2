import type { Plan } from "@moddy/schemas";
import type { Entitlement } from "./decide-entitlement.ts";
import { planOfPrices, type TrialSubscription } from "./refuse-trials.ts";

/** Why a user's plan is what it is, as far as messages name it. */
export interface Background {
  /** Why the plan that the user had gives nothing now, if it was not cancelled. */
  readonly ended: "unpaid" | "refunded" | "disputed" | null;
  /** When the free trial ends that gives the plan now, in ms since 1970. */
  readonly trialEndsAt: number | null;
}

/** What explains an entitlement. Times in ms since 1970. */
export interface BackgroundFacts extends TrialSubscription {
  /** Payments that were refunded in full or disputed. */
  readonly payments: readonly {
    readonly refunded: boolean;
    readonly dispute: "open" | "lost" | null;
    readonly coversUntil: number;
  }[];
}

const OWED = ["past_due", "unpaid"];
const GONE = ["canceled", "incomplete", "incomplete_expired", "paused"];

/** Why a subscription that Stripe has not ended gives nothing. */
function whyNothing({ status, payments, currentPeriodStart }: BackgroundFacts): Background["ended"] {
  if (GONE.includes(status)) return null;
  const current = payments.filter(({ coversUntil }) => coversUntil > currentPeriodStart);
  if (current.some(({ dispute }) => dispute !== null)) return "disputed";
  if (current.some(({ refunded }) => refunded)) return "refunded";
  return OWED.includes(status) ? "unpaid" : null;
}

/** What messages say of the reasons for an entitlement. `told` is the plan that the user was last told to have. */
export function describeBackground(
  subscriptions: readonly BackgroundFacts[],
  after: Entitlement,
  told: string,
  plans: readonly Plan[],
): Background {
  const giving = subscriptions.find(({ id }) => id === after.subscriptionId);
  const lost = subscriptions.filter(({ priceIds }) => planOfPrices(priceIds, plans)?.id === told);
  const ended = lost.map(whyNothing).find((reason) => reason !== null) ?? null;
  return { ended, trialEndsAt: giving?.status === "trialing" ? giving.trialEnd : null };
}
