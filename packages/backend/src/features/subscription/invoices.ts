import type { Handler } from "@moddy/internal-api/server";
import type { backendOperations } from "@moddy/schemas";
import type { Dependencies } from "../../dependencies.ts";
import { listOwnCustomerIds } from "../../store/customers.ts";
import { isOwnSubscription } from "../../store/subscriptions.ts";
import { callStripe } from "../../stripe/call-stripe.ts";
import { listInvoices } from "../../stripe/list-invoices.ts";
import type { InvoiceReading } from "../../stripe/read-invoice.ts";
import { NOT_OWN_SUBSCRIPTION } from "./refusal-text.ts";

function describe(invoice: InvoiceReading) {
  return {
    invoice_id: invoice.id,
    // A credit is an invoice below zero: nothing was due.
    amount: Math.max(0, invoice.total),
    currency: invoice.currency,
    status: invoice.status,
    created: invoice.created.toISOString(),
    invoice_pdf: invoice.pdf,
  };
}

/** Answers `subscription_invoices` from Stripe, over all of the user's own customers. */
export function createSubscriptionInvoices(
  deps: Pick<Dependencies, "db" | "stripe">,
): Handler<typeof backendOperations.subscriptionInvoices> {
  return async ({ discord_id, limit, subscription_id: subscription }) => {
    if (subscription !== undefined && !(await isOwnSubscription(deps.db, discord_id, subscription))) {
      return { success: false, message: NOT_OWN_SUBSCRIPTION, invoices: [] };
    }
    const customers = await listOwnCustomerIds(deps.db, discord_id);
    const options = { limit, ...(subscription !== undefined && { subscription }) };
    const answer = await callStripe(() => listInvoices(deps.stripe, customers, options));
    if (!answer.ok) return { success: false, message: `Stripe refused (${answer.code}).`, invoices: [] };
    const invoices = answer.value.map(describe);
    const count = invoices.length === 1 ? "1 invoice" : `${invoices.length} invoices`;
    return { success: true, message: `${count}.`, invoices };
  };
}
