import { z } from "zod";
import { cancelNow } from "../billing/cancel.ts";
import { findPrice } from "../billing/change-items.ts";
import { findCustomer } from "../billing/customers.ts";
import { hasEnded } from "../billing/has-ended.ts";
import { pause, resume } from "../billing/pause.ts";
import { attachMethod, findPaymentMethod } from "../billing/payment-methods.ts";
import { DAY, periodOf } from "../billing/periods.ts";
import { subscribe } from "../billing/subscribe.ts";
import { type CreateInput, cancellationDetails, createParams, updateParams } from "../billing/subscription-params.ts";
import { applyCancellation, updateSubscription } from "../billing/update-subscription.ts";
import { defineOperation } from "../core/define-operation.ts";
import { defineRetrieve } from "../core/define-retrieve.ts";
import { invalidRequest, resourceMissing } from "../core/errors.ts";
import { listPage, listParams } from "../core/list.ts";
import type { Operation } from "../core/operation.ts";
import { boolean, ignored, isWithin, mergeMetadata, range, text } from "../core/params.ts";
import type { Customer, PaymentMethod, Subscription } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";

const create = defineOperation({
  method: "POST",
  path: "/subscriptions",
  returns: "subscription",
  params: createParams,
  run({ state, input }) {
    const customer = findCustomer(state, input.customer);
    const items = input.items.map(({ price, quantity = 1 }, position) => ({
      price: findPrice(state, price, `items[${position}][price]`),
      quantity,
    }));
    const trialEnd = trialEndOf(state, input);
    const paymentMethod = methodFor(state, customer, input);
    const behavior = input.payment_behavior ?? "allow_incomplete";
    if (behavior === "pending_if_incomplete") {
      throw invalidRequest("payment_behavior=pending_if_incomplete is not supported when creating a subscription.", {
        param: "payment_behavior",
      });
    }
    if (paymentMethod === null && trialEnd === null && behavior !== "default_incomplete") refuseUnpayable(customer);
    const subscription = subscribe(state, {
      customer,
      items,
      trialEnd,
      metadata: mergeMetadata({}, input.metadata),
      paymentMethod,
      description: input.description ?? null,
      paymentBehavior: behavior,
      trialEndBehavior: input.trial_settings?.end_behavior.missing_payment_method ?? "create_invoice",
    });
    applyCancellation(state, subscription, input);
    return subscription;
  },
});

function trialEndOf(state: StripeState, { trial_end, trial_period_days }: CreateInput): number | null {
  if (typeof trial_end === "number") return trial_end;
  return trial_period_days === undefined ? null : state.clock.now() + trial_period_days * DAY;
}

function methodFor(state: StripeState, customer: Customer, input: CreateInput): PaymentMethod | null {
  if (input.default_payment_method === undefined) return null;
  const method = findPaymentMethod(state, input.default_payment_method, "default_payment_method");
  if (method.customer === null && input.default_payment_method !== method.id) attachMethod(state, method, customer);
  if (method.customer === customer.id) return method;
  const message = `The customer does not have a payment method with the ID ${method.id}. The payment method must be attached to the customer.`;
  throw invalidRequest(message, { code: "resource_missing", param: "default_payment_method" });
}

function refuseUnpayable(customer: Customer): void {
  if (customer.invoice_settings.default_payment_method !== null) return;
  const message =
    "This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.";
  throw invalidRequest(message, { code: "resource_missing" });
}

const retrieve = defineRetrieve("/subscriptions/:id", "subscription", (state, id) => state.subscriptions.get(id));

const update = defineOperation({
  method: "POST",
  path: "/subscriptions/:id",
  returns: "subscription",
  params: updateParams,
  run({ state, input, ids: { id = "" } }) {
    const subscription = state.subscriptions.get(id);
    updateSubscription(state, subscription, input);
    return subscription;
  },
});

const cancel = defineOperation({
  method: "DELETE",
  path: "/subscriptions/:id",
  returns: "subscription",
  params: z.strictObject({
    cancellation_details: cancellationDetails.optional(),
    invoice_now: boolean.optional(),
    prorate: boolean.optional(),
  }),
  run({ state, input, ids: { id = "" } }) {
    const subscription = state.subscriptions.get(id);
    if (hasEnded(subscription)) throw resourceMissing("subscription", id);
    cancelNow(state, subscription, { reason: "cancellation_requested", ...input.cancellation_details });
    return subscription;
  },
});

const pauseOperation = defineOperation({
  method: "POST",
  path: "/subscriptions/:id/pause",
  returns: "subscription",
  params: z.strictObject({
    type: z.literal("subscription").optional(),
    ...ignored(["bill_for", "invoicing_behavior"]),
  }),
  run({ state, ids: { id = "" } }) {
    const subscription = state.subscriptions.get(id);
    if (subscription.status !== "active")
      throw invalidRequest(`Subscription ${id} is not active and cannot be paused.`);
    pause(state, subscription, "pause_requested");
    return subscription;
  },
});

const resumeOperation = defineOperation({
  method: "POST",
  path: "/subscriptions/:id/resume",
  returns: "subscription",
  params: z.strictObject({
    billing_cycle_anchor: z.strictObject({ type: z.enum(["now", "unchanged"]) }).optional(),
    ...ignored(["payment_behavior", "proration_behavior", "proration_date"]),
  }),
  run({ state, input, ids: { id = "" } }) {
    const subscription = state.subscriptions.get(id);
    resume(state, subscription, input.billing_cycle_anchor?.type ?? "now");
    return subscription;
  },
});

const STATUSES = [
  "active",
  "all",
  "canceled",
  "ended",
  "incomplete",
  "incomplete_expired",
  "past_due",
  "paused",
  "trialing",
  "unpaid",
] as const;

const list = defineOperation({
  method: "GET",
  path: "/subscriptions",
  returns: "subscription",
  list: true,
  params: z.strictObject({
    ...listParams,
    customer: text.optional(),
    price: text.optional(),
    status: z.enum(STATUSES).optional(),
    current_period_start: range.optional(),
    current_period_end: range.optional(),
    ...ignored(["automatic_tax", "collection_method", "customer_account", "plan", "test_clock"]),
  }),
  run({ state, input, url }) {
    const rows = state.subscriptions.newestFirst().filter((subscription) => {
      const { start, end } = periodOf(subscription);
      return (
        (input.customer === undefined || subscription.customer === input.customer) &&
        (input.price === undefined || subscription.items.data.some(({ price }) => price.id === input.price)) &&
        hasStatus(subscription, input.status) &&
        isWithin(start, input.current_period_start) &&
        isWithin(end, input.current_period_end)
      );
    });
    return listPage(rows, input, { url, kind: "subscription" });
  },
});

function hasStatus({ status }: Subscription, filter: (typeof STATUSES)[number] | undefined): boolean {
  if (filter === "all") return true;
  if (filter === "ended") return hasEnded({ status });
  return filter === undefined ? status !== "canceled" : status === filter;
}

export const subscriptionOperations: readonly Operation[] = [
  create,
  retrieve,
  update,
  cancel,
  pauseOperation,
  resumeOperation,
  list,
];
