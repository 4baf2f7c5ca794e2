import type { InvoiceLine, Price, SubscriptionItem } from "./wire.ts";

export interface InvoiceLineFields {
  readonly id: string;
  readonly invoice: string | null;
  readonly amount: number;
  readonly description: string;
  readonly item: SubscriptionItem;
  readonly price: Price;
  readonly periodStart: number;
  readonly periodEnd: number;
  readonly metadata: Record<string, string>;
  /** The invoice item behind a proration; null for a subscription's own line. */
  readonly prorationItem: string | null;
}

export function newInvoiceLine(fields: InvoiceLineFields): InvoiceLine {
  const { item, price, prorationItem } = fields;
  return {
    id: fields.id,
    object: "line_item",
    amount: fields.amount,
    currency: price.currency,
    description: fields.description,
    discount_amounts: [],
    discountable: prorationItem === null,
    discounts: [],
    invoice: fields.invoice,
    livemode: false,
    metadata: fields.metadata,
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: prorationItem,
        proration: prorationItem !== null,
        proration_details: prorationItem === null ? null : { credited_items: null },
        subscription: item.subscription,
        subscription_item: item.id,
      },
      type: "subscription_item_details",
    },
    period: { end: fields.periodEnd, start: fields.periodStart },
    pretax_credit_amounts: [],
    pricing: {
      price_details: { price: price.id, product: price.product },
      type: "price_details",
      unit_amount_decimal: price.unit_amount_decimal,
    },
    quantity: item.quantity ?? 1,
    quantity_decimal: String(item.quantity ?? 1),
    subscription: item.subscription,
    subtotal: fields.amount,
    taxes: [],
  };
}
