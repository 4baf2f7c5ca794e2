import { z } from "zod";
import { findCustomer } from "../billing/customers.ts";
import { attachMethod, findPaymentMethod } from "../billing/payment-methods.ts";
import { defineOperation } from "../core/define-operation.ts";
import { defineRetrieve } from "../core/define-retrieve.ts";
import { listPage, pageParams } from "../core/list.ts";
import type { Operation } from "../core/operation.ts";
import { ignored, text } from "../core/params.ts";

const retrieve = defineRetrieve("/payment_methods/:id", "payment_method", (state, id) =>
  state.paymentMethods.get(id, "payment_method"),
);

const attach = defineOperation({
  method: "POST",
  path: "/payment_methods/:id/attach",
  returns: "payment_method",
  params: z.strictObject({ customer: text }),
  run({ state, input, ids: { id = "" } }) {
    const customer = findCustomer(state, input.customer);
    const method = findPaymentMethod(state, id, "payment_method");
    attachMethod(state, method, customer);
    return method;
  },
});

const list = defineOperation({
  method: "GET",
  path: "/payment_methods",
  returns: "payment_method",
  list: true,
  params: z.strictObject({
    ...pageParams,
    customer: text.optional(),
    ...ignored(["allow_redisplay", "customer_account", "type"]),
  }),
  run({ state, input, url }) {
    const rows = state.paymentMethods.newestFirst().filter((method) => method.customer === input.customer);
    return listPage(rows, input, { url, kind: "PaymentMethod" });
  },
});

export const paymentMethodOperations: readonly Operation[] = [retrieve, attach, list];
