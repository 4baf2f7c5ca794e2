import { z } from "zod";
import { cancelNow, planCancellation } from "../billing/cancel.ts";
import { changeItems } from "../billing/change-items.ts";
import { hasEnded } from "../billing/has-ended.ts";
import { pause, resume } from "../billing/pause.ts";
import { failPayment, recover, stopRetrying } from "../billing/payment-failures.ts";
import { firstItemOf } from "../billing/periods.ts";
import { renew } from "../billing/renew.ts";
import { endTrial } from "../billing/trial.ts";
import { invalidRequest } from "../core/errors.ts";
import type { Ids } from "../core/operation.ts";
import type { Subscription } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";
import { type Command, defineCommand, noInput } from "./command.ts";

function requireNotEnded(state: StripeState, { id = "" }: Ids): Subscription {
  const subscription = state.subscriptions.get(id);
  if (hasEnded(subscription)) throw invalidRequest(`Subscription ${id} is ${subscription.status}.`);
  return subscription;
}

/** A command that changes a subscription which has not ended, and returns it. */
function onSubscription<Schema extends z.ZodType>(
  name: string,
  summary: string,
  input: Schema,
  act: (state: StripeState, subscription: Subscription, input: z.output<Schema>) => void,
): Command {
  return defineCommand({
    method: "POST",
    path: `/subscriptions/:id/${name}`,
    summary,
    input,
    run({ state, ids, input: read }) {
      const subscription = requireNotEnded(state, ids);
      act(state, subscription, read);
      return { subscription };
    },
  });
}

const priceChange = (price: string) =>
  z.strictObject({
    price_id: z.string().default(price),
    proration_behavior: z.enum(["always_invoice", "create_prorations", "none"]).default("create_prorations"),
  });

function changePrice(
  state: StripeState,
  subscription: Subscription,
  { price_id, proration_behavior }: z.output<ReturnType<typeof priceChange>>,
): void {
  const { id } = firstItemOf(subscription);
  changeItems(state, subscription, [{ id, price: price_id }], { proration: proration_behavior });
}

export const subscriptionCommands: readonly Command[] = [
  onSubscription("upgrade", "Changes to a higher price.", priceChange("price_pro_monthly"), changePrice),
  onSubscription("downgrade", "Changes to a lower price.", priceChange("price_premium_monthly"), changePrice),
  onSubscription(
    "cancel",
    "Cancels it now or at the end of the period.",
    z.strictObject({ at_period_end: z.boolean().default(false) }),
    (state, subscription, { at_period_end }) => {
      if (!at_period_end) return cancelNow(state, subscription, { reason: "cancellation_requested" });
      state.events.change("customer.subscription.updated", subscription, (changed) => {
        planCancellation(state, changed, true);
      });
    },
  ),
  onSubscription("uncancel", "Undoes a cancellation at the end of the period.", noInput, (state, subscription) => {
    state.events.change("customer.subscription.updated", subscription, (changed) => {
      planCancellation(state, changed, false);
    });
  }),
  onSubscription(
    "renew",
    "Starts the next period and pays for it, without waiting.",
    noInput,
    (state, subscription) => {
      if (subscription.status === "trialing") endTrial(state, subscription, "at once");
      else renew(state, subscription, "at once");
    },
  ),
  onSubscription(
    "fail-payment",
    "Declines the payment of the open invoice, or else of the next period: past due, and after the last retry what `after_retries` says.",
    noInput,
    failPayment,
  ),
  onSubscription("recover", "The card works again and pays the open invoices: active.", noInput, recover),
  onSubscription(
    "unpaid",
    "The payment fails until Stripe stops the retries: unpaid.",
    noInput,
    (state, subscription) => {
      failPayment(state, subscription);
      stopRetrying(state, subscription);
    },
  ),
  onSubscription(
    "pause",
    "Sets the status `paused`; with `collection`, only its invoices are not collected.",
    z.strictObject({
      collection: z.enum(["keep_as_draft", "mark_uncollectible", "void"]).optional(),
      resumes_at: z.int().optional(),
    }),
    (state, subscription, { collection, resumes_at = null }) => {
      if (collection === undefined) return pause(state, subscription, "pause_requested");
      state.events.change("customer.subscription.updated", subscription, (changed) => {
        changed.pause_collection = { behavior: collection, resumes_at };
      });
    },
  ),
  onSubscription("resume", "Ends either kind of pause.", noInput, (state, subscription) => {
    if (subscription.status === "paused") return resume(state, subscription, "now");
    state.events.change("customer.subscription.updated", subscription, (changed) => {
      changed.pause_collection = null;
    });
  }),
  onSubscription("end-trial", "Ends the trial now and pays for the first period.", noInput, (state, subscription) => {
    if (subscription.status !== "trialing") throw invalidRequest(`Subscription ${subscription.id} is not in a trial.`);
    endTrial(state, subscription, "at once");
  }),
];
