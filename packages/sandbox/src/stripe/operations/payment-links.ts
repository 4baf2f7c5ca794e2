import { z } from "zod";
import { findPrice } from "../billing/change-items.ts";
import { addPaymentLink, linkLinesOf } from "../billing/payment-links.ts";
import { defineOperation } from "../core/define-operation.ts";
import { defineRetrieve } from "../core/define-retrieve.ts";
import { invalidRequest } from "../core/errors.ts";
import { hasValues } from "../core/has-values.ts";
import { listPage, pageParams } from "../core/list.ts";
import type { Operation } from "../core/operation.ts";
import { boolean, ignored, integer, mergeMetadata, metadata, text } from "../core/params.ts";

const TRIAL = { trial_period_days: integer({ min: 1, max: 730 }).optional() };

const shared = {
  allow_promotion_codes: boolean.optional(),
  metadata: metadata.optional(),
  subscription_data: z
    .strictObject({
      ...TRIAL,
      metadata: metadata.optional(),
      ...ignored(["description", "invoice_settings", "trial_settings"]),
    })
    .optional(),
  ...ignored(["after_completion", "application_fee_amount", "application_fee_percent", "automatic_tax"]),
  ...ignored(["billing_address_collection", "consent_collection", "custom_fields", "custom_text"]),
  ...ignored(["customer_creation", "inactive_message", "invoice_creation", "managed_payments", "name_collection"]),
  ...ignored(["on_behalf_of", "optional_items", "payment_intent_data", "payment_method_collection"]),
  ...ignored(["payment_method_options", "payment_method_types", "phone_number_collection", "restrictions"]),
  ...ignored(["shipping_address_collection", "submit_type", "tax_id_collection", "transfer_data"]),
};

const create = defineOperation({
  method: "POST",
  path: "/payment_links",
  returns: "payment_link",
  params: z.strictObject({
    line_items: z
      .array(
        z.strictObject({
          price: text.optional(),
          quantity: integer({ min: 1 }),
          ...ignored(["adjustable_quantity", "price_data"]),
        }),
      )
      .min(1),
    ...shared,
    ...ignored(["currency", "shipping_options"]),
  }),
  run({ state, input }) {
    const [line, second] = input.line_items;
    if (second !== undefined) {
      throw invalidRequest("The sandbox does not support more than one line item.", { param: "line_items" });
    }
    return addPaymentLink(state, {
      price: findPrice(state, line?.price, "line_items[0][price]").id,
      quantity: line?.quantity ?? 1,
      metadata: mergeMetadata({}, input.metadata),
      subscriptionMetadata: mergeMetadata({}, input.subscription_data?.metadata),
      trialDays: input.subscription_data?.trial_period_days ?? null,
      allowPromotionCodes: input.allow_promotion_codes ?? false,
    });
  },
});

const retrieve = defineRetrieve("/payment_links/:id", "payment_link", (state, id) => state.paymentLinks.get(id));

const update = defineOperation({
  method: "POST",
  path: "/payment_links/:id",
  returns: "payment_link",
  params: z.strictObject({ active: boolean.optional(), ...shared }),
  run({ state, input, ids: { id = "" } }) {
    const link = state.paymentLinks.get(id);
    state.events.change("payment_link.updated", link, (changed) => {
      changed.active = input.active ?? changed.active;
      changed.allow_promotion_codes = input.allow_promotion_codes ?? changed.allow_promotion_codes;
      changed.metadata = mergeMetadata(changed.metadata, input.metadata);
      if (!changed.subscription_data || !input.subscription_data) return;
      const { metadata: given, trial_period_days } = input.subscription_data;
      changed.subscription_data.metadata = mergeMetadata(changed.subscription_data.metadata, given);
      changed.subscription_data.trial_period_days = trial_period_days ?? changed.subscription_data.trial_period_days;
    });
    return link;
  },
});

const listLines = defineOperation({
  method: "GET",
  path: "/payment_links/:id/line_items",
  returns: "item",
  list: true,
  params: z.strictObject(pageParams),
  run({ state, input, ids: { id = "" }, url }) {
    return listPage(linkLinesOf(state, state.paymentLinks.get(id)), input, { url, kind: "item" });
  },
});

const list = defineOperation({
  method: "GET",
  path: "/payment_links",
  returns: "payment_link",
  list: true,
  params: z.strictObject({ ...pageParams, active: boolean.optional() }),
  run({ state, input, url }) {
    const rows = state.paymentLinks.newestFirst().filter((link) => hasValues(link, { active: input.active }));
    return listPage(rows, input, { url, kind: "payment_link" });
  },
});

export const paymentLinkOperations: readonly Operation[] = [create, retrieve, update, listLines, list];
