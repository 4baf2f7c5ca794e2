import { FREE_PLAN, type MessageChange, type NotifyAction, type Plan } from "@moddy/schemas";
import type { Background } from "./describe-background.ts";
import { compareStandings, type Standing } from "./standing.ts";

/** Which message a user gets. */
export interface ChosenMessage {
  readonly action: NotifyAction;
  readonly change: MessageChange | null;
}

function chooseUpdate(told: Standing, after: Standing): ChosenMessage | undefined {
  const differs = compareStandings(told, after);
  const update = (change: MessageChange): ChosenMessage => ({ action: "subscription_updated", change });
  if (after.plan !== FREE_PLAN) {
    if (differs.graceUntil) return update(after.graceUntil === null ? "payment_recovered" : "payment_failed");
    if (differs.endsAt) return update(after.endsAt === null ? "cancellation_undone" : "cancellation_scheduled");
  }
  return differs.trialRefused && after.trialRefused !== null ? update("trial_used") : undefined;
}

/** Which message a user gets who was told one thing while another is true now; undefined when no message is due. */
export function chooseAction(
  told: Standing,
  after: Standing,
  plans: readonly Plan[],
  { ended, trialEndsAt }: Background,
): ChosenMessage | undefined {
  if (told.plan === after.plan) return chooseUpdate(told, after);
  const started = trialEndsAt === null ? null : "trial_started";
  if (told.plan === FREE_PLAN) return { action: "subscription_created", change: started };
  if (after.plan === FREE_PLAN) return { action: "subscription_cancelled", change: ended };
  const rankOf = (id: string) => plans.find((plan) => plan.id === id)?.rank ?? -1;
  const action = rankOf(after.plan) > rankOf(told.plan) ? "plan_upgraded" : "plan_downgraded";
  return { action, change: null };
}

/** The message to a user of whom it is not known what they were told last: it says what is true. */
export function restate({ plan }: Standing): ChosenMessage {
  return { action: plan === FREE_PLAN ? "subscription_cancelled" : "subscription_updated", change: null };
}
