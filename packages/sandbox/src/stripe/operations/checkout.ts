import { z } from "zod";
import { findPrice } from "../billing/change-items.ts";
import { expireSession, linesOf, openSession } from "../billing/checkout.ts";
import { findCustomer } from "../billing/customers.ts";
import { defineOperation } from "../core/define-operation.ts";
import { defineRetrieve } from "../core/define-retrieve.ts";
import { invalidRequest } from "../core/errors.ts";
import { hasValues } from "../core/has-values.ts";
import { listPage, listParams, pageParams } from "../core/list.ts";
import type { Operation } from "../core/operation.ts";
import { boolean, ignored, integer, mergeMetadata, metadata, text } from "../core/params.ts";

const createParams = z.strictObject({
  mode: z.enum(["payment", "setup", "subscription"]).optional(),
  line_items: z
    .array(
      z.strictObject({
        price: text.optional(),
        quantity: integer({ min: 1 }).optional(),
        ...ignored(["adjustable_quantity", "metadata", "price_data", "tax_rates"]),
      }),
    )
    .optional(),
  allow_promotion_codes: boolean.optional(),
  cancel_url: text.optional(),
  client_reference_id: z.string().min(1).max(200).optional(),
  customer: text.optional(),
  customer_email: text.optional(),
  expires_at: integer({ min: 1 }).optional(),
  locale: text.optional(),
  metadata: metadata.optional(),
  subscription_data: z
    .strictObject({
      metadata: metadata.optional(),
      trial_period_days: integer({ min: 1, max: 730 }).optional(),
      ...ignored(["billing_cycle_anchor", "billing_cycle_anchor_config", "billing_mode", "default_tax_rates"]),
      ...ignored(["description", "invoice_settings", "proration_behavior", "trial_settings"]),
    })
    .optional(),
  success_url: text.optional(),
  ...ignored(["adaptive_pricing", "after_expiration", "allowed_payment_method_types", "automatic_tax"]),
  ...ignored(["billing_address_collection", "branding_settings", "consent_collection", "currency", "custom_fields"]),
  ...ignored(["custom_text", "customer_creation", "customer_update", "excluded_payment_method_types"]),
  ...ignored(["integration_identifier", "name_collection", "origin_context", "payment_method_collection"]),
  ...ignored(["payment_method_configuration", "payment_method_options", "payment_method_types", "permissions"]),
  ...ignored(["phone_number_collection", "saved_payment_method_options", "submit_type", "tax_id_collection"]),
  ...ignored(["ui_mode"]),
});

const create = defineOperation({
  method: "POST",
  path: "/checkout/sessions",
  returns: "checkout.session",
  params: createParams,
  run({ state, input }) {
    const [line, second] = input.line_items ?? [];
    if (input.mode !== "subscription") throw unsupported("mode", "sessions other than mode=subscription");
    if (line === undefined) throw missing("line_items");
    if (second !== undefined) throw unsupported("line_items", "more than one line item");
    if (input.success_url === undefined) throw missing("success_url");
    if (input.customer !== undefined) findCustomer(state, input.customer);
    return openSession(state, {
      price: findPrice(state, line.price, "line_items[0][price]").id,
      quantity: line.quantity ?? 1,
      customer: input.customer ?? null,
      email: input.customer_email ?? null,
      clientReferenceId: input.client_reference_id ?? null,
      metadata: mergeMetadata({}, input.metadata),
      subscriptionMetadata: mergeMetadata({}, input.subscription_data?.metadata),
      trialDays: input.subscription_data?.trial_period_days ?? null,
      successUrl: input.success_url,
      cancelUrl: input.cancel_url ?? null,
      locale: input.locale ?? null,
      allowPromotionCodes: input.allow_promotion_codes ?? null,
      ...(input.expires_at !== undefined && { expiresAt: input.expires_at }),
    });
  },
});

const missing = (param: string) =>
  invalidRequest(`Missing required param: ${param}.`, { code: "parameter_missing", param });

const unsupported = (param: string, what: string) => invalidRequest(`The sandbox does not support ${what}.`, { param });

const retrieve = defineRetrieve("/checkout/sessions/:id", "checkout.session", (state, id) =>
  state.checkoutSessions.get(id),
);

const expire = defineOperation({
  method: "POST",
  path: "/checkout/sessions/:id/expire",
  returns: "checkout.session",
  params: z.strictObject({}),
  run({ state, ids: { id = "" } }) {
    const session = state.checkoutSessions.get(id);
    if (session.status !== "open") {
      throw invalidRequest(
        `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
      );
    }
    expireSession(state, session);
    return session;
  },
});

const listLines = defineOperation({
  method: "GET",
  path: "/checkout/sessions/:id/line_items",
  returns: "item",
  list: true,
  params: z.strictObject(pageParams),
  run({ state, input, ids: { id = "" }, url }) {
    return listPage(linesOf(state, state.checkoutSessions.get(id)), input, { url, kind: "item" });
  },
});

const list = defineOperation({
  method: "GET",
  path: "/checkout/sessions",
  returns: "checkout.session",
  list: true,
  params: z.strictObject({
    ...listParams,
    customer: text.optional(),
    payment_intent: text.optional(),
    payment_link: text.optional(),
    status: z.enum(["complete", "expired", "open"]).optional(),
    subscription: text.optional(),
    ...ignored(["customer_account", "customer_details"]),
  }),
  run({ state, input, url }) {
    const { customer, payment_intent, payment_link, status, subscription } = input;
    const filter = { customer, payment_intent, payment_link, status, subscription };
    const rows = state.checkoutSessions.newestFirst().filter((session) => hasValues(session, filter));
    return listPage(rows, input, { url, kind: "checkout.session" });
  },
});

export const checkoutOperations: readonly Operation[] = [create, retrieve, expire, listLines, list];
