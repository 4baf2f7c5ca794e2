import type { Handler } from "@moddy/internal-api/server";
import type { backendOperations, ReplyOf } from "@moddy/schemas";
import type { Stripe } from "stripe";
import { z } from "zod";
import type { Dependencies } from "../../dependencies.ts";
import { orderSubscriptions } from "../../entitlement/order-subscriptions.ts";
import { chooseCancellation } from "../../money/choose-cancellation.ts";
import {
  addMoneyOperation,
  findMoneyOperation,
  finishMoneyOperation,
  type MoneyOperation,
} from "../../store/money-operations.ts";
import { isOwnSubscription, listOwnSubscriptions } from "../../store/subscriptions.ts";
import { callStripe, type StripeAnswer } from "../../stripe/call-stripe.ts";
import { readSubscription } from "../../stripe/read-subscription.ts";
import { stripeKeyOf } from "../../stripe/stripe-key-of.ts";
import { moment } from "../../stripe/wire.ts";
import { describeSubscription } from "./describe-subscription.ts";
import { NOT_OWN_SUBSCRIPTION } from "./refusal-text.ts";

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

/** Stores what is to be cancelled before Stripe is called: a repeated call finds it and stays with the same subscription. */
async function prepare(
  { db, plans, now }: Deps,
  key: string,
  request: { discord_id: string; subscription_id?: string | undefined },
): Promise<MoneyOperation | Reply> {
  const { discord_id, subscription_id } = request;
  const open = orderSubscriptions(await listOwnSubscriptions(db, discord_id), plans);
  const choice = chooseCancellation(open, subscription_id);
  if (choice.kind === "none") return no("There is no subscription that could be cancelled.");
  if (choice.kind === "unknown") {
    const isOwn = subscription_id !== undefined && (await isOwnSubscription(db, discord_id, subscription_id));
    return no(isOwn ? "This subscription has ended." : NOT_OWN_SUBSCRIPTION);
  }
  if (choice.kind === "several") {
    const message = `The user has ${choice.subscriptions.length} subscriptions: name one as subscription_id.`;
    return { ...no(message), candidates: choice.subscriptions.map(describeSubscription) };
  }
  const target_id = choice.subscription.id;
  const created_at = new Date(now());
  return addMoneyOperation(db, { key, kind: "cancel", discord_id, target_id, amount: null, created_at });
}

/** Answers `subscription_cancel`: a repeated call finds the subscription that the first one chose. */
export function createSubscriptionCancel(deps: Deps): Handler<typeof backendOperations.subscriptionCancel> {
  return async (request, context) => {
    const { immediate, reason } = request;
    const key = `cancel-${context.idempotencyKey}`;
    const operation = (await findMoneyOperation(deps.db, key)) ?? (await prepare(deps, key, request));
    if ("success" in operation) return operation;
    return runCancellation(deps, key, { subscriptionId: operation.target_id, immediate, reason: reason ?? null });
  };
}
