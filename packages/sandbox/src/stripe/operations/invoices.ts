import { z } from "zod";
import { finalizeInvoice } from "../billing/invoicing.ts";
import { cardError, markPaid, payInvoice } from "../billing/pay-invoice.ts";
import { attachMethod, findPaymentMethod } from "../billing/payment-methods.ts";
import { updateAfterPayment } from "../billing/payment-outcome.ts";
import { cancelPayment, markUncollectible, voidInvoice } from "../billing/void-invoice.ts";
import { defineOperation } from "../core/define-operation.ts";
import { defineRetrieve } from "../core/define-retrieve.ts";
import { invalidRequest } from "../core/errors.ts";
import { hasValues } from "../core/has-values.ts";
import { listPage, listParams, pageParams } from "../core/list.ts";
import type { Operation } from "../core/operation.ts";
import { boolean, ignored, text } from "../core/params.ts";
import type { Invoice } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";

const retrieve = defineRetrieve("/invoices/:id", "invoice", (state, id) => state.invoices.get(id));

const list = defineOperation({
  method: "GET",
  path: "/invoices",
  returns: "invoice",
  list: true,
  params: z.strictObject({
    ...listParams,
    customer: text.optional(),
    subscription: text.optional(),
    status: z.enum(["draft", "open", "paid", "uncollectible", "void"]).optional(),
    ...ignored(["collection_method", "customer_account", "due_date"]),
  }),
  run({ state, input, url }) {
    const { customer, status, subscription } = input;
    const rows = state.invoices
      .newestFirst()
      .filter(
        (invoice) =>
          hasValues(invoice, { customer, status }) &&
          (subscription === undefined || invoice.parent?.subscription_details?.subscription === subscription),
      );
    return listPage(rows, input, { url, kind: "invoice" });
  },
});

const listLines = defineOperation({
  method: "GET",
  path: "/invoices/:id/lines",
  returns: "line_item",
  list: true,
  params: z.strictObject(pageParams),
  run({ state, input, ids: { id = "" }, url }) {
    return listPage(state.invoices.get(id).lines.data, input, { url, kind: "line item" });
  },
});

const pay = defineOperation({
  method: "POST",
  path: "/invoices/:id/pay",
  returns: "invoice",
  params: z.strictObject({
    payment_method: text.optional(),
    paid_out_of_band: boolean.optional(),
    ...ignored(["forgive", "mandate", "off_session", "source"]),
  }),
  run({ state, input, ids: { id = "" } }) {
    const invoice = state.invoices.get(id);
    if (invoice.status === "paid") throw invalidRequest("Invoice is already paid");
    if (invoice.status === "void") throw invalidRequest("Invoice is void and cannot be paid");
    if (invoice.status === "draft") finalizeInvoice(state, invoice);
    if (input.paid_out_of_band) {
      cancelPayment(state, invoice, "automatic");
      markPaid(state, invoice);
      updateAfterPayment(state, invoice);
      return invoice;
    }
    const decline = payInvoice(state, invoice, chosenMethod(state, invoice, input.payment_method));
    if (decline !== null) throw cardError(decline);
    return invoice;
  },
});

function chosenMethod(state: StripeState, invoice: Invoice, id: string | undefined) {
  if (id === undefined) return undefined;
  const method = findPaymentMethod(state, id, "payment_method");
  attachMethod(state, method, state.customers.get(invoice.customer ?? ""));
  return method;
}

const finalize = defineOperation({
  method: "POST",
  path: "/invoices/:id/finalize",
  returns: "invoice",
  params: z.strictObject({ auto_advance: boolean.optional() }),
  run({ state, ids: { id = "" } }) {
    const invoice = state.invoices.get(id);
    if (invoice.status !== "draft")
      throw invalidRequest("This invoice is already finalized, you can't re-finalize it.");
    finalizeInvoice(state, invoice);
    return invoice;
  },
});

const voidOperation = defineOperation({
  method: "POST",
  path: "/invoices/:id/void",
  returns: "invoice",
  params: z.strictObject({}),
  run({ state, ids: { id = "" } }) {
    const invoice = uncollected(state, id);
    voidInvoice(state, invoice);
    return invoice;
  },
});

const uncollectible = defineOperation({
  method: "POST",
  path: "/invoices/:id/mark_uncollectible",
  returns: "invoice",
  params: z.strictObject({}),
  run({ state, ids: { id = "" } }) {
    const invoice = uncollected(state, id);
    markUncollectible(state, invoice);
    // Stripe forgives the debt: "marking it as uncollectible transitions the subscription to active".
    updateAfterPayment(state, invoice);
    return invoice;
  },
});

function uncollected(state: StripeState, id: string): Invoice {
  const invoice = state.invoices.get(id);
  if (invoice.status === "open" || invoice.status === "uncollectible") return invoice;
  throw invalidRequest("You can only pass in open or uncollectible invoices.", { code: "status_transition_invalid" });
}

const retrievePayment = defineRetrieve("/invoice_payments/:id", "invoice_payment", (state, id) =>
  state.invoicePayments.get(id),
);

const listPayments = defineOperation({
  method: "GET",
  path: "/invoice_payments",
  returns: "invoice_payment",
  list: true,
  params: z.strictObject({
    ...listParams,
    invoice: text.optional(),
    payment: z
      .strictObject({ type: z.enum(["payment_intent", "payment_record"]), payment_intent: text.optional() })
      .optional(),
    status: z.enum(["canceled", "open", "paid"]).optional(),
  }),
  run({ state, input, url }) {
    const { invoice, status, payment: { payment_intent } = {} } = input;
    const rows = state.invoicePayments
      .newestFirst()
      .filter((row) => hasValues(row, { invoice, status }) && hasValues(row.payment, { payment_intent }));
    return listPage(rows, input, { url, kind: "invoice payment" });
  },
});

export const invoiceOperations: readonly Operation[] = [
  retrieve,
  list,
  listLines,
  pay,
  finalize,
  voidOperation,
  uncollectible,
  retrievePayment,
  listPayments,
];
