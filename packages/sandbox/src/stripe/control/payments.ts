import { z } from "zod";
import { deleteCustomer } from "../billing/customers.ts";
import { closeDispute, openDispute } from "../billing/dispute.ts";
import { failRefund } from "../billing/fail-refund.ts";
import { refund } from "../billing/refund.ts";
import { type Command, defineCommand, noInput } from "./command.ts";

const refundCommand = defineCommand({
  method: "POST",
  path: "/charges/:id/refund",
  summary: "Refunds a charge from the dashboard: `amount` in cents, all that is left by default.",
  input: z.strictObject({
    amount: z.int().min(1).optional(),
    reason: z.enum(["duplicate", "fraudulent", "requested_by_customer"]).optional(),
  }),
  run({ state, input: { amount = null, reason = null }, ids: { id = "" } }) {
    const charge = state.charges.get(id);
    return { refund: refund(state, charge, { amount, reason, metadata: {} }), charge };
  },
});

const failRefundCommand = defineCommand({
  method: "POST",
  path: "/refunds/:id/fail",
  summary: "The bank gives a refund back: its charge has the money again.",
  input: noInput,
  run({ state, ids: { id = "" } }) {
    const found = state.refunds.get(id);
    failRefund(state, found);
    return { refund: found };
  },
});

const dispute = defineCommand({
  method: "POST",
  path: "/charges/:id/dispute",
  summary: "The cardholder disputes a charge.",
  input: z.strictObject({ reason: z.string().default("fraudulent") }),
  run({ state, input, ids: { id = "" } }) {
    const charge = state.charges.get(id);
    return { dispute: openDispute(state, charge, input.reason), charge };
  },
});

const close = defineCommand({
  method: "POST",
  path: "/disputes/:id/close",
  summary: "Closes a dispute with the bank's decision.",
  input: z.strictObject({ outcome: z.enum(["lost", "won"]) }),
  run({ state, input, ids: { id = "" } }) {
    const found = state.disputes.get(id);
    closeDispute(state, found, input.outcome);
    return { dispute: found };
  },
});

const remove = defineCommand({
  method: "POST",
  path: "/customers/:id/delete",
  summary: "Deletes a customer from the dashboard; their subscriptions end at once.",
  input: noInput,
  run({ state, ids: { id = "" } }) {
    deleteCustomer(state, state.customers.get(id));
    return { customer: { id, deleted: true } };
  },
});

export const paymentCommands: readonly Command[] = [refundCommand, failRefundCommand, dispute, close, remove];
