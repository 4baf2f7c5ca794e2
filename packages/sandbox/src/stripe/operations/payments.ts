import { z } from "zod";
import { chargeToRefund, refund } from "../billing/refund.ts";
import { defineOperation } from "../core/define-operation.ts";
import { listPage, listParams } from "../core/list.ts";
import type { Operation } from "../core/operation.ts";
import { accepted, integer, mergeMetadata, metadata, text } from "../core/params.ts";

const none = z.strictObject({});

const retrieveIntent = defineOperation({
  method: "GET",
  path: "/payment_intents/:id",
  returns: "payment_intent",
  params: z.strictObject(accepted(["client_secret"])),
  run: ({ state, ids: { id = "" } }) => state.paymentIntents.get(id, "intent"),
});

const listIntents = defineOperation({
  method: "GET",
  path: "/payment_intents",
  returns: "payment_intent",
  list: true,
  params: z.strictObject({ ...listParams, customer: text.optional(), ...accepted(["customer_account"]) }),
  run({ state, input, url }) {
    const { customer } = input;
    const rows = state.paymentIntents.newestFirst();
    const wanted = customer === undefined ? rows : rows.filter((intent) => intent.customer === customer);
    return listPage(wanted, input, { url, kind: "payment_intent" });
  },
});

const retrieveCharge = defineOperation({
  method: "GET",
  path: "/charges/:id",
  returns: "charge",
  params: none,
  run: ({ state, ids: { id = "" } }) => state.charges.get(id),
});

const listCharges = defineOperation({
  method: "GET",
  path: "/charges",
  returns: "charge",
  list: true,
  params: z.strictObject({
    ...listParams,
    customer: text.optional(),
    payment_intent: text.optional(),
    ...accepted(["transfer_group"]),
  }),
  run({ state, input, url }) {
    const rows = state.charges
      .newestFirst()
      .filter(
        (charge) =>
          (input.customer === undefined || charge.customer === input.customer) &&
          (input.payment_intent === undefined || charge.payment_intent === input.payment_intent),
      );
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
    ...accepted(["currency", "instructions_email", "refund_application_fee", "reverse_transfer"]),
  }),
  run({ state, input }) {
    return refund(state, chargeToRefund(state, input), {
      amount: input.amount ?? null,
      reason: input.reason ?? null,
      metadata: mergeMetadata({}, input.metadata),
    });
  },
});

const retrieveRefund = defineOperation({
  method: "GET",
  path: "/refunds/:id",
  returns: "refund",
  params: none,
  run: ({ state, ids: { id = "" } }) => state.refunds.get(id),
});

const updateRefund = defineOperation({
  method: "POST",
  path: "/refunds/:id",
  returns: "refund",
  params: z.strictObject({ metadata: metadata.optional() }),
  run({ state, input, ids: { id = "" } }) {
    const made = state.refunds.get(id);
    state.events.change("refund.updated", made, (changed) => {
      changed.metadata = mergeMetadata(changed.metadata ?? {}, input.metadata);
    });
    return made;
  },
});

const ofPayment = { charge: text.optional(), payment_intent: text.optional() };

interface Wanted {
  readonly charge?: string | undefined;
  readonly payment_intent?: string | undefined;
}

const isOf = (row: { charge: string | null; payment_intent: string | null }, { charge, payment_intent }: Wanted) =>
  (charge === undefined || row.charge === charge) &&
  (payment_intent === undefined || row.payment_intent === payment_intent);

const listRefunds = defineOperation({
  method: "GET",
  path: "/refunds",
  returns: "refund",
  list: true,
  params: z.strictObject({ ...listParams, ...ofPayment }),
  run({ state, input, url }) {
    const rows = state.refunds.newestFirst().filter((row) => isOf(row, input));
    return listPage(rows, input, { url, kind: "refund" });
  },
});

const retrieveDispute = defineOperation({
  method: "GET",
  path: "/disputes/:id",
  returns: "dispute",
  params: none,
  run: ({ state, ids: { id = "" } }) => state.disputes.get(id),
});

const listDisputes = defineOperation({
  method: "GET",
  path: "/disputes",
  returns: "dispute",
  list: true,
  params: z.strictObject({ ...listParams, ...ofPayment }),
  run({ state, input, url }) {
    const rows = state.disputes.newestFirst().filter((row) => isOf(row, input));
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
