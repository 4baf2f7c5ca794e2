import type { Handler } from "@moddy/internal-api/server";
import type { backendOperations, ReplyOf } from "@moddy/schemas";
import type { Stripe } from "stripe";
import { z } from "zod";
import type { Dependencies } from "../../dependencies.ts";
import { chooseSubscription } from "../../entitlement/choose-subscription.ts";
import { addMoneyOperation, findMoneyOperation, finishMoneyOperation } from "../../store/money-operations.ts";
import { listOwnSubscriptions } from "../../store/subscriptions.ts";
import { callStripe, type StripeAnswer } from "../../stripe/call-stripe.ts";
import { readSubscription } from "../../stripe/read-subscription.ts";
import { stripeKeyOf } from "../../stripe/stripe-key-of.ts";
import { moment } from "../../stripe/wire.ts";

type Reply = ReplyOf<typeof backendOperations.subscriptionCancel>;

type Deps = Pick<Dependencies, "db" | "stripe" | "stripeQueue" | "plans" | "step" | "now">;

interface Cancellation {
  readonly subscriptionId: string;
  readonly immediate: boolean;
  readonly reason: string | null;
}

const FEEDBACK = [
  "customer_service",
  "low_quality",
  "missing_features",
  "other",
  "switched_service",
  "too_complex",
  "too_expensive",
  "unused",
];

function no(message: string): Reply {
  return { success: false, message, canceled: false, effective_at: null };
}

function detailsOf(reason: string | null) {
  if (!reason) return {};
  return { cancellation_details: FEEDBACK.includes(reason) ? { feedback: reason } : { comment: reason } };
}

/** Cancels at once or at the period's end; a subscription that an earlier run cancelled is only read. */
async function cancelAtStripe(stripe: Stripe, key: string, cancellation: Cancellation): Promise<Stripe.Subscription> {
  const { subscriptionId, immediate, reason } = cancellation;
  const idempotencyKey = stripeKeyOf(key);
  const present = await stripe.subscriptions.retrieve(subscriptionId);
  if (present.status === "canceled" || (!immediate && present.cancel_at_period_end)) return present;
  if (immediate) return stripe.subscriptions.cancel(subscriptionId, detailsOf(reason), { idempotencyKey });
  const params = { cancel_at_period_end: true, ...detailsOf(reason) };
  return stripe.subscriptions.update(subscriptionId, params, { idempotencyKey });
}

const ended = z.object({ ended_at: moment.nullish() });

function describe(subscription: Stripe.Subscription, now: number): Reply {
  const { status, endsAt } = readSubscription(subscription);
  const effective = status === "canceled" ? (ended.parse(subscription).ended_at ?? new Date(now)) : endsAt;
  const message = status === "canceled" ? "Cancelled." : "Cancelled at the end of the period.";
  return { success: true, message, canceled: true, effective_at: effective?.toISOString() ?? null };
}

async function runCancellation(deps: Deps, key: string, cancellation: Cancellation): Promise<Reply> {
  await deps.step("cancel.stored");
  const answer: StripeAnswer<Stripe.Subscription> = await callStripe(() =>
    cancelAtStripe(deps.stripe, key, cancellation),
  );
  await deps.step("cancel.called");
  await finishMoneyOperation(deps.db, key, new Date(deps.now()));
  if (!answer.ok) return no(`Stripe refused the cancellation (${answer.code}).`);
  // In case Stripe's event about it is lost.
  await deps.stripeQueue.readAgain({ customer_id: readSubscription(answer.value).customerId });
  await deps.step("cancel.finished");
  return describe(answer.value, deps.now());
}

async function findSubscriptionId({ db, plans }: Deps, discordId: string): Promise<string | undefined> {
  return chooseSubscription(await listOwnSubscriptions(db, discordId), plans)?.id;
}

/** Answers `subscription_cancel`: a repeated call finds the subscription that the first one chose. */
export function createSubscriptionCancel(deps: Deps): Handler<typeof backendOperations.subscriptionCancel> {
  return async ({ discord_id, immediate, reason }, context) => {
    const key = `cancel-${context.idempotencyKey}`;
    const stored = await findMoneyOperation(deps.db, key);
    const target = stored?.target_id ?? (await findSubscriptionId(deps, discord_id));
    if (target === undefined) return no("There is no subscription that could be cancelled.");
    const created_at = new Date(deps.now());
    await addMoneyOperation(deps.db, { key, kind: "cancel", discord_id, target_id: target, amount: null, created_at });
    return runCancellation(deps, key, { subscriptionId: target, immediate, reason: reason ?? null });
  };
}
