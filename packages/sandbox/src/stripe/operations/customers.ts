import { z } from "zod";
import { addCustomer, deleteCustomer, deletedCustomer } from "../billing/customers.ts";
import { attachMethod, findPaymentMethod } from "../billing/payment-methods.ts";
import { defineOperation } from "../core/define-operation.ts";
import { hasValues } from "../core/has-values.ts";
import { listPage, listParams } from "../core/list.ts";
import type { Operation } from "../core/operation.ts";
import { ignored, mergeMetadata, metadata, text, unsettable } from "../core/params.ts";
import type { Customer } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";

const email = z
  .string()
  .transform((value, context) => {
    if (value !== "" && !/^[^\s@]+@[^\s@]+$/.test(value)) {
      const message = `Invalid email address: ${value}`;
      context.addIssue({ code: "custom", message, params: { code: "email_invalid" } });
    }
    return value === "" ? null : value;
  })
  .optional();

const fields = {
  email,
  name: unsettable.optional(),
  phone: unsettable.optional(),
  description: unsettable.optional(),
  metadata: metadata.optional(),
  invoice_settings: z
    .strictObject({
      default_payment_method: text.optional(),
      ...ignored(["custom_fields", "footer", "rendering_options"]),
    })
    .optional(),
  ...ignored(["address", "balance", "business_name", "cash_balance", "individual_name", "invoice_prefix"]),
  ...ignored(["next_invoice_sequence", "preferred_locales", "shipping", "source", "tax", "tax_exempt"]),
};

const create = defineOperation({
  method: "POST",
  path: "/customers",
  returns: "customer",
  params: z.strictObject({ ...fields, payment_method: text.optional(), ...ignored(["tax_id_data", "test_clock"]) }),
  run({ state, input }) {
    const method = input.payment_method;
    const card = method === undefined ? null : findPaymentMethod(state, method, "payment_method");
    const { email, name, phone, description } = input;
    const customer = addCustomer(state, {
      email,
      name,
      phone,
      description,
      metadata: mergeMetadata({}, input.metadata),
    });
    if (card !== null) attachMethod(state, card, customer);
    const chosen = input.invoice_settings?.default_payment_method;
    // A test card creates a new payment method at each use, so the same name again means the one that was just attached.
    if (chosen !== undefined) setDefault(state, customer, chosen === method && card !== null ? card.id : chosen);
    return customer;
  },
});

const retrieve = defineOperation({
  method: "GET",
  path: "/customers/:id",
  returns: "customer",
  params: z.strictObject({}),
  run({ state, ids: { id = "" } }) {
    return state.deletedCustomers.has(id) ? deletedCustomer(id) : state.customers.get(id);
  },
});

const update = defineOperation({
  method: "POST",
  path: "/customers/:id",
  returns: "customer",
  params: z.strictObject({ ...fields, ...ignored(["default_source"]) }),
  run({ state, input, ids: { id = "" } }) {
    const customer = state.customers.get(id);
    const chosen = input.invoice_settings?.default_payment_method;
    state.events.change("customer.updated", customer, (changed) => {
      const { email = changed.email, name = changed.name, phone = changed.phone } = input;
      Object.assign(changed, { email, name, phone, description: input.description ?? changed.description });
      if (input.description === null) changed.description = null;
      changed.metadata = mergeMetadata(changed.metadata, input.metadata);
      if (chosen !== undefined) setDefault(state, changed, chosen);
    });
    return customer;
  },
});

function setDefault(state: StripeState, customer: Customer, id: string): void {
  const method = findPaymentMethod(state, id, "invoice_settings[default_payment_method]");
  attachMethod(state, method, customer);
  customer.invoice_settings.default_payment_method = method.id;
}

const remove = defineOperation({
  method: "DELETE",
  path: "/customers/:id",
  returns: "customer",
  params: z.strictObject({}),
  run({ state, ids: { id = "" } }) {
    deleteCustomer(state, state.customers.get(id));
    return deletedCustomer(id);
  },
});

const list = defineOperation({
  method: "GET",
  path: "/customers",
  returns: "customer",
  list: true,
  params: z.strictObject({ ...listParams, email: text.optional(), ...ignored(["test_clock"]) }),
  run({ state, input, url }) {
    const { email } = input;
    const rows = state.customers.newestFirst().filter((customer) => hasValues(customer, { email }));
    return listPage(rows, input, { url, kind: "customer" });
  },
});

export const customerOperations: readonly Operation[] = [create, retrieve, update, remove, list];
