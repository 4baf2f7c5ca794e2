import { z } from "zod";
import { BODY_ERRORS, COMMON_ERRORS } from "../errors.ts";
import { defineOperation } from "../operation.ts";
import {
  amountInCents,
  cents,
  currency,
  instant,
  paymentId,
  reason,
  snowflake,
  subscriptionId,
} from "../primitives.ts";

const common = {
  service: "backend",
  method: "POST",
  outcomes: [],
  errors: [...COMMON_ERRORS, ...BODY_ERRORS],
  deadlineMs: 20_000,
} as const;

const subscription = z
  .object({
    subscription_id: z.string(),
    customer_id: z.string(),
    status: z.string().describe("Stripe's status: active, trialing, past_due, …"),
    subscription_type: z.enum(["monthly", "yearly"]),
    current_period_start: instant,
    current_period_end: instant,
    cancel_at_period_end: z.boolean(),
    amount: amountInCents,
    currency,
  })
  .meta({ id: "Subscription", description: "The user's subscription of the highest plan." });

const ownSubscription = subscriptionId.optional().describe("One of the user's own subscriptions.");

const refundable = z
  .object({
    payment_id: z.string(),
    subscription_id: z.string(),
    amount: amountInCents.describe("What is left of it to refund."),
    currency,
    created: instant,
  })
  .meta({ id: "RefundablePayment", description: "A payment with money left to refund." });

/** `POST /internal/subscription/info` */
export const subscriptionInfo = defineOperation({
  ...common,
  id: "subscription_info",
  readOnly: true,
  path: "/internal/subscription/info",
  summary: "Reads a user's subscription",
  description:
    "Without a subscription `subscription` is null and `has_subscription` is false. With several it is the one of the " +
    "highest plan, and `subscriptions` has all of them.",
  request: z.object({ discord_id: snowflake }),
  reply: z.object({
    success: z.boolean(),
    message: z.string(),
    has_subscription: z.boolean(),
    subscription: subscription.nullable(),
    subscriptions: z
      .array(subscription)
      .optional()
      .describe("All of the user's own that have not ended, newest first."),
  }),
  examples: {
    request: { discord_id: "159985870458322944" },
    reply: {
      success: true,
      message: "Found.",
      has_subscription: true,
      subscription: {
        subscription_id: "sub_1MowQVLkdIwHu7ixeRlqHVzs",
        customer_id: "cus_NffrFeUfNV2Hib",
        status: "active",
        subscription_type: "monthly",
        current_period_start: "2026-01-31T12:00:00.000Z",
        current_period_end: "2026-02-28T12:00:00.000Z",
        cancel_at_period_end: false,
        amount: 499,
        currency: "usd",
      },
    },
  },
});

/** `POST /internal/subscription/invoices` */
export const subscriptionInvoices = defineOperation({
  ...common,
  id: "subscription_invoices",
  readOnly: true,
  path: "/internal/subscription/invoices",
  summary: "Lists a user's invoices",
  description:
    "Reads them from Stripe, newest first, of one subscription or of all. A user without an account has none.",
  request: z.object({
    discord_id: snowflake,
    limit: z.int().min(1).max(100).default(10),
    subscription_id: ownSubscription,
  }),
  reply: z.object({
    success: z.boolean(),
    message: z.string(),
    invoices: z.array(
      z.object({
        invoice_id: z.string(),
        amount: amountInCents,
        currency,
        status: z.string().describe("Stripe's status: draft, open, paid, uncollectible, void."),
        created: instant,
        invoice_pdf: z.string().nullable(),
      }),
    ),
  }),
  examples: {
    request: { discord_id: "159985870458322944", limit: 10 },
    reply: {
      success: true,
      message: "1 invoice.",
      invoices: [
        {
          invoice_id: "in_1MtHbELkdIwHu7ixl4OzzPMv",
          amount: 499,
          currency: "usd",
          status: "paid",
          created: "2026-01-31T12:00:00.000Z",
          invoice_pdf: null,
        },
      ],
    },
  },
});

/** `POST /internal/subscription/refund` */
export const subscriptionRefund = defineOperation({
  ...common,
  id: "subscription_refund",
  path: "/internal/subscription/refund",
  summary: "Refunds a user's last payment",
  description:
    "Refunds the whole payment, or `amount` cents. Without `payment_id` it is the payment of the newest invoice. Where " +
    "several payments could be meant and none is named, nothing is refunded and `candidates` lists them. The backend " +
    "stores the refund before it calls Stripe, so a call that is repeated with the same Idempotency-Key refunds once.",
  request: z.object({
    discord_id: snowflake,
    amount: cents.nullable().optional(),
    reason: reason.nullable().optional(),
    subscription_id: ownSubscription,
    payment_id: paymentId.optional().describe("One of the user's own payments."),
  }),
  reply: z.object({
    success: z.boolean(),
    message: z.string(),
    refunded: z.boolean(),
    refund_id: z.string().nullable().optional(),
    amount_refunded: amountInCents.nullable().optional(),
    candidates: z.array(refundable).optional().describe("The payments that could be meant, when none was named."),
  }),
  examples: {
    request: { discord_id: "159985870458322944", amount: 499, reason: "requested_by_customer" },
    reply: {
      success: true,
      message: "Refunded.",
      refunded: true,
      refund_id: "re_1Nispe2eZvKYlo2Cd31jOCgZ",
      amount_refunded: 499,
    },
  },
});

/** `POST /internal/subscription/cancel` */
export const subscriptionCancel = defineOperation({
  ...common,
  id: "subscription_cancel",
  path: "/internal/subscription/cancel",
  summary: "Cancels a user's subscription",
  description:
    "Cancels at the end of the paid period, or now with `immediate`. Where the user has several subscriptions and none is " +
    "named, nothing is cancelled and `candidates` lists them.",
  request: z.object({
    discord_id: snowflake,
    immediate: z.boolean().default(false),
    reason: reason.nullable().optional(),
    subscription_id: ownSubscription,
  }),
  reply: z.object({
    success: z.boolean(),
    message: z.string(),
    canceled: z.boolean(),
    effective_at: instant.nullable().optional(),
    candidates: z
      .array(subscription)
      .optional()
      .describe("The subscriptions that could be meant, when none was named."),
  }),
  examples: {
    request: { discord_id: "159985870458322944", immediate: false },
    reply: { success: true, message: "Cancelled.", canceled: true, effective_at: "2026-02-28T12:00:00.000Z" },
  },
});
