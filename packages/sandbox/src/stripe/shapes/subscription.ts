import { listOf } from "../core/list.ts";
import { planOf } from "./price.ts";
import type { Price, Subscription, SubscriptionItem } from "./wire.ts";

export interface SubscriptionItemFields {
  readonly id: string;
  readonly subscription: string;
  readonly price: Price;
  readonly quantity: number;
  readonly created: number;
  readonly periodStart: number;
  readonly periodEnd: number;
}

export function newSubscriptionItem(fields: SubscriptionItemFields): SubscriptionItem {
  return {
    id: fields.id,
    object: "subscription_item",
    billing_thresholds: null,
    created: fields.created,
    current_period_end: fields.periodEnd,
    current_period_start: fields.periodStart,
    current_trial: null,
    discounts: [],
    metadata: {},
    plan: planOf(fields.price),
    price: fields.price,
    quantity: fields.quantity,
    subscription: fields.subscription,
    tax_rates: [],
  };
}

export interface SubscriptionFields {
  readonly id: string;
  readonly customer: string;
  readonly currency: string;
  readonly items: readonly SubscriptionItem[];
  readonly created: number;
  readonly billingCycleAnchor: number;
  readonly status: "incomplete" | "trialing";
  readonly trialEnd: number | null;
  readonly metadata: Record<string, string>;
  readonly defaultPaymentMethod: string | null;
  readonly description: string | null;
  readonly trialEndBehavior: "cancel" | "create_invoice" | "pause";
}

export function newSubscription(fields: SubscriptionFields): Subscription {
  return {
    id: fields.id,
    object: "subscription",
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: fields.billingCycleAnchor,
    billing_cycle_anchor_config: null,
    billing_mode: { flexible: { proration_discounts: "included" }, type: "flexible" },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: "charge_automatically",
    created: fields.created,
    currency: fields.currency,
    customer: fields.customer,
    customer_account: null,
    days_until_due: null,
    default_payment_method: fields.defaultPaymentMethod,
    default_source: null,
    default_tax_rates: [],
    description: fields.description,
    discounts: [],
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: "self" },
    },
    items: listOf([...fields.items], `/v1/subscription_items?subscription=${fields.id}`),
    latest_invoice: null,
    livemode: false,
    managed_payments: { enabled: false },
    metadata: fields.metadata,
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: "off",
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: fields.created,
    status: fields.status,
    test_clock: null,
    transfer_data: null,
    trial_end: fields.trialEnd,
    trial_settings: { end_behavior: { billing_cycle_anchor: null, missing_payment_method: fields.trialEndBehavior } },
    trial_start: fields.trialEnd === null ? null : fields.created,
  };
}
