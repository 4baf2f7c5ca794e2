import { planOf } from "../shapes/price.ts";
import type { StripeState } from "../state.ts";
import type { Fields } from "./fields.ts";

interface ItemDetails {
  readonly invoice_item: string | null;
  readonly proration: boolean;
  readonly proration_details: unknown;
  readonly subscription: string | null;
  readonly subscription_item: string;
}

/** An invoice before Basil: it has its payment and its subscription as fields. */
export function legacyInvoice(invoice: Fields, state: StripeState): Fields {
  const { amount_overpaid: _overpaid, customer_account: _account, parent, payments: _payments, ...rest } = invoice;
  const { total_taxes: _taxes, total_pretax_credit_amounts: _credits, lines, ...kept } = rest;
  const details = (parent as { subscription_details: { subscription: unknown; metadata: unknown } | null } | null)
    ?.subscription_details;
  const intent = paymentIntentOf(state, String(invoice["id"]));
  const list = lines as { data: Fields[] };
  return {
    ...kept,
    application_fee_amount: null,
    charge: intent?.latest_charge ?? null,
    discount: null,
    lines: { ...list, data: list.data.map((line) => legacyLine(line, state)) },
    paid: invoice["status"] === "paid",
    paid_out_of_band: false,
    payment_intent: intent?.id ?? null,
    quote: null,
    subscription: details?.subscription ?? null,
    subscription_details: { metadata: details?.metadata ?? null },
    tax: null,
    total_tax_amounts: [],
    transfer_data: null,
  };
}

function paymentIntentOf(state: StripeState, invoice: string) {
  const payment = state.invoicePayments.newestFirst().find((payment) => payment.invoice === invoice);
  return state.paymentIntents.find(payment?.payment.payment_intent ?? "");
}

function legacyLine(line: Fields, state: StripeState): Fields {
  const { parent, pricing, quantity_decimal: _quantity, subtotal: _subtotal, taxes: _taxes, ...kept } = line;
  const details = (parent as { subscription_item_details: ItemDetails | null } | null)?.subscription_item_details;
  const { price_details } = pricing as { price_details: { price: string } };
  const price = state.prices.get(price_details.price);
  return {
    ...kept,
    amount_excluding_tax: line["amount"],
    invoice_item: details?.invoice_item ?? null,
    plan: planOf(price),
    price: structuredClone(price),
    proration: details?.proration ?? false,
    proration_details: details?.proration_details ?? { credited_items: null },
    subscription: details?.subscription ?? null,
    subscription_item: details?.subscription_item ?? null,
    tax_amounts: [],
    tax_rates: [],
    type: details?.proration ? "invoiceitem" : "subscription",
    unit_amount_excluding_tax: price.unit_amount_decimal,
  };
}
