import type { LineItem, Price } from "./wire.ts";

export interface SessionLineFields {
  readonly id: string;
  readonly price: Price;
  readonly quantity: number;
  readonly description: string;
  readonly total: number;
}

export function newSessionLine({ id, price, quantity, description, total }: SessionLineFields): LineItem {
  return {
    id,
    object: "item",
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: total,
    amount_tax: 0,
    amount_total: total,
    currency: price.currency,
    description,
    metadata: {},
    price,
    quantity,
  };
}
