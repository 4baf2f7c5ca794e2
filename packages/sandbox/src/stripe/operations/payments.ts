import { z } from "zod";
import { chargeToRefund, refund } from "../billing/refund.ts";
import { defineOperation } from "../core/define-operation.ts";
import { defineRetrieve } from "../core/define-retrieve.ts";
import { hasValues } from "../core/has-values.ts";
import { listPage, listParams } from "../core/list.ts";
import type { Operation } from "../core/operation.ts";
import { ignored, integer, mergeMetadata, metadata, text } from "../core/params.ts";

const retrieveIntent = defineOperation({
  method: "GET",
  path: "/payment_intents/:id",
  returns: "payment_intent",
  params: z.strictObject(ignored(["client_secret"])),
  run: ({ state, ids: { id = "" } }) => state.paymentIntents.get(id, "intent"),
});

const listIntents = defineOperation({
  method: "GET",
  path: "/payment_intents",
  returns: "payment_intent",
  list: true,
  params: z.strictObject({ ...listParams, customer: text.optional(), ...ignored(["customer_account"]) }),
  run({ state, input, url }) {
    const { customer } = input;
    const rows = state.paymentIntents.newestFirst().filter((intent) => hasValues(intent, { customer }));
    return listPage(rows, input, { url, kind: "payment_intent" });
  },
});

const retrieveCharge = defineRetrieve("/charges/:id", "charge", (state, id) => state.charges.get(id));

const listCharges = defineOperation({
  method: "GET",
  path: "/charges",
  returns: "charge",
  list: true,
  params: z.strictObject({
    ...listParams,
    customer: text.optional(),
    payment_intent: text.optional(),
    ...ignored(["transfer_group"]),
  }),
  run({ state, input, url }) {
    const { customer, payment_intent } = input;
    const rows = state.charges.newestFirst().filter((charge) => hasValues(charge, { customer, payment_intent }));
    return listPage(rows, input, { url, kind: "charge" });
  },
});

const createRefund = defineOperation({
  method: "POST",
  path: "/refunds",
  returns: "refund",
  params: z.strictObject({
    amount: integer({ min: 1 }).optional(),
    charge: text.optional(),
    payment_intent: text.optional(),
    reason: z.enum(["duplicate", "fraudulent", "requested_by_customer"]).optional(),
    metadata: metadata.optional(),
    ...ignored(["currency", "instructions_email", "refund_application_fee", "reverse_transfer"]),
  }),
  run({ state, input }) {
    return refund(state, chargeToRefund(state, input), {
      amount: input.amount ?? null,
      reason: input.reason ?? null,
      metadata: mergeMetadata({}, input.metadata),
    });
  },
});

const retrieveRefund = defineRetrieve("/refunds/:id", "refund", (state, id) => state.refunds.get(id));

const updateRefund = defineOperation({
  method: "POST",
  path: "/refunds/:id",
  returns: "refund",
  params: z.strictObject({ metadata: metadata.optional() }),
  run({ state, input, ids: { id = "" } }) {
    const refund = state.refunds.get(id);
    state.events.change("refund.updated", refund, (changed) => {
      changed.metadata = mergeMetadata(changed.metadata ?? {}, input.metadata);
    });
    return refund;
  },
});

const paymentFilter = { charge: text.optional(), payment_intent: text.optional() };

const listRefunds = defineOperation({
  method: "GET",
  path: "/refunds",
  returns: "refund",
  list: true,
  params: z.strictObject({ ...listParams, ...paymentFilter }),
  run({ state, input, url }) {
    const { charge, payment_intent } = input;
    const rows = state.refunds.newestFirst().filter((row) => hasValues(row, { charge, payment_intent }));
    return listPage(rows, input, { url, kind: "refund" });
  },
});

const retrieveDispute = defineRetrieve("/disputes/:id", "dispute", (state, id) => state.disputes.get(id));

const listDisputes = defineOperation({
  method: "GET",
  path: "/disputes",
  returns: "dispute",
  list: true,
  params: z.strictObject({ ...listParams, ...paymentFilter }),
  run({ state, input, url }) {
    const { charge, payment_intent } = input;
    const rows = state.disputes.newestFirst().filter((row) => hasValues(row, { charge, payment_intent }));
    return listPage(rows, input, { url, kind: "dispute" });
  },
});

export const paymentOperations: readonly Operation[] = [
  retrieveIntent,
  listIntents,
  retrieveCharge,
  listCharges,
  createRefund,
  retrieveRefund,
  updateRefund,
  listRefunds,
  retrieveDispute,
  listDisputes,
];
