import { z } from "zod";
import { boolean, ignored, integer, metadata, text, unsettable } from "../core/params.ts";

const item = z.strictObject({
  id: text.optional(),
  price: text.optional(),
  quantity: integer().optional(),
  deleted: boolean.optional(),
  ...ignored(["billing_thresholds", "clear_usage", "discounts", "metadata", "tax_rates"]),
});

const feedback = z.enum([
  "",
  "customer_service",
  "low_quality",
  "missing_features",
  "other",
  "switched_service",
  "too_complex",
  "too_expensive",
  "unused",
]);

export const cancellationDetails = z.strictObject({
  comment: unsettable.optional(),
  feedback: feedback.transform((value) => (value === "" ? null : value)).optional(),
  ...ignored(["feedback_option"]),
});

const pauseCollection = z.union([
  z.literal(""),
  z.strictObject({
    behavior: z.enum(["keep_as_draft", "mark_uncollectible", "void"]),
    resumes_at: integer().optional(),
  }),
]);

const trialBehavior = z.enum(["cancel", "create_invoice", "pause"]);

const shared = {
  cancel_at: z.union([z.literal(""), z.enum(["min_period_end", "max_period_end"]), integer({ min: 1 })]).optional(),
  cancel_at_period_end: boolean.optional(),
  collection_method: z.literal("charge_automatically").optional(),
  default_payment_method: text.optional(),
  description: unsettable.optional(),
  metadata: metadata.optional(),
  payment_behavior: z
    .enum(["allow_incomplete", "default_incomplete", "error_if_incomplete", "pending_if_incomplete"])
    .optional(),
  proration_behavior: z.enum(["always_invoice", "create_prorations", "none"]).optional(),
  trial_end: z.union([z.literal("now"), integer({ min: 1 })]).optional(),
  trial_settings: z
    .strictObject({
      end_behavior: z.strictObject({ missing_payment_method: trialBehavior, ...ignored(["billing_cycle_anchor"]) }),
    })
    .optional(),
  ...ignored(["automatic_tax", "billing_thresholds", "default_tax_rates", "discounts", "invoice_settings"]),
  ...ignored(["off_session", "on_behalf_of", "payment_settings", "transfer_data", "trial_from_plan"]),
};

export const createParams = z.strictObject({
  ...shared,
  customer: text,
  items: z.array(item.omit({ id: true, deleted: true })).min(1),
  currency: text.optional(),
  trial_period_days: integer({ min: 1, max: 730 }).optional(),
  ...ignored(["billing_mode"]),
});

export const updateParams = z.strictObject({
  ...shared,
  billing_cycle_anchor: z.strictObject({ type: z.enum(["now", "unchanged"]) }).optional(),
  cancellation_details: cancellationDetails.optional(),
  items: z.array(item).min(1).optional(),
  pause_collection: pauseCollection.optional(),
  proration_date: integer({ min: 1 }).optional(),
});

export type CreateInput = z.output<typeof createParams>;
export type UpdateInput = z.output<typeof updateParams>;
