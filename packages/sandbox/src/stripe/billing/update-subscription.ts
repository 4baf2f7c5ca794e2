import { invalidRequest } from "../core/errors.ts";
import { mergeMetadata } from "../core/params.ts";
import type { Subscription } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";
import { planCancellation, recordCancellation } from "./cancel.ts";
import { changeItems } from "./change-items.ts";
import { hasEnded } from "./has-ended.ts";
import { findPaymentMethod } from "./payment-methods.ts";
import { periodOf, setPeriod } from "./periods.ts";
import type { UpdateInput } from "./subscription-params.ts";
import { endTrial } from "./trial.ts";

const OPEN_WHEN_ENDED = new Set(["cancellation_details", "metadata"]);

/** Applies the parameters of an update. Throws Stripe's error for what an ended subscription cannot change. */
export function updateSubscription(state: StripeState, subscription: Subscription, input: UpdateInput): void {
  refuseEnded(subscription, input);
  state.events.change("customer.subscription.updated", subscription, (changed) => {
    applyFields(state, changed, input);
  });
  if (input.items !== undefined || input.billing_cycle_anchor?.type === "now") {
    changeItems(state, subscription, input.items ?? [], {
      proration: input.proration_behavior ?? "create_prorations",
      prorationDate: input.proration_date,
      resetAnchor: input.billing_cycle_anchor?.type === "now",
      errorIfIncomplete: input.payment_behavior === "error_if_incomplete",
    });
  }
  if (input.trial_end === "now" && subscription.status === "trialing") endTrial(state, subscription, "at once");
}

function refuseEnded(subscription: Subscription, input: UpdateInput): void {
  if (!hasEnded(subscription)) return;
  const closed = Object.keys(input).find((name) => !OPEN_WHEN_ENDED.has(name));
  if (closed === undefined) return;
  throw invalidRequest("A canceled subscription can only update its cancellation_details and metadata.", {
    code: "invalid_canceled_subscription_fields",
    param: closed,
  });
}

function applyFields(state: StripeState, changed: Subscription, input: UpdateInput): void {
  changed.metadata = mergeMetadata(changed.metadata, input.metadata);
  if (input.description !== undefined) changed.description = input.description;
  if (input.default_payment_method !== undefined) {
    changed.default_payment_method = findPaymentMethod(
      state,
      input.default_payment_method,
      "default_payment_method",
    ).id;
  }
  if (input.cancellation_details !== undefined)
    recordCancellation(changed, { reason: null, ...input.cancellation_details });
  if (input.pause_collection === "") changed.pause_collection = null;
  else if (input.pause_collection !== undefined) {
    const { behavior, resumes_at = null } = input.pause_collection;
    changed.pause_collection = { behavior, resumes_at };
  }
  if (input.trial_settings !== undefined && changed.trial_settings !== null) {
    changed.trial_settings.end_behavior.missing_payment_method =
      input.trial_settings.end_behavior.missing_payment_method;
  }
  if (typeof input.trial_end === "number") startTrial(state, changed, input.trial_end);
  applyCancellation(state, changed, input);
}

function startTrial(state: StripeState, changed: Subscription, end: number): void {
  const now = state.clock.now();
  if (end <= now) {
    throw invalidRequest("Invalid timestamp: must be an integer Unix timestamp in the future.", { param: "trial_end" });
  }
  changed.status = "trialing";
  changed.trial_start ??= now;
  changed.trial_end = end;
  changed.billing_cycle_anchor = end;
  setPeriod(changed, now, end);
}

/** Schedules a cancellation or undoes it; `cancel_at_period_end` and `cancel_at` exclude each other. */
export function applyCancellation(
  state: StripeState,
  changed: Subscription,
  { cancel_at, cancel_at_period_end }: Pick<UpdateInput, "cancel_at" | "cancel_at_period_end">,
): void {
  if (cancel_at !== undefined && cancel_at_period_end !== undefined) {
    const message = "You may only specify one of these parameters: cancel_at, cancel_at_period_end.";
    throw invalidRequest(message, { code: "parameters_exclusive", param: "cancel_at" });
  }
  if (cancel_at_period_end !== undefined) return planCancellation(state, changed, cancel_at_period_end);
  if (cancel_at === undefined) return;
  if (cancel_at === "") return planCancellation(state, changed, false);
  const moment = typeof cancel_at === "number" ? cancel_at : periodOf(changed).end;
  if (moment <= state.clock.now()) {
    throw invalidRequest("`cancel_at` must be a timestamp in the future.", { param: "cancel_at" });
  }
  changed.cancel_at = moment;
  changed.canceled_at = state.clock.now();
  changed.cancel_at_period_end = false;
}
