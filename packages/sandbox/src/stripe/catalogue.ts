import type { Table } from "./core/table.ts";
import { newPrice } from "./shapes/price.ts";
import { newProduct } from "./shapes/product.ts";
import type { Price, Product } from "./shapes/wire.ts";

/** The creation time of the seeded objects: 2026-01-01, in seconds since the epoch. */
const CREATED = 1_767_225_600;

const PLANS = [
  { plan: "premium", name: "Moddy Premium", monthly: 499, yearly: 4990 },
  { plan: "pro", name: "Moddy Pro", monthly: 999, yearly: 9990 },
];

/** Adds `price_premium_monthly`, `price_premium_yearly`, `price_pro_monthly`, `price_pro_yearly` and their products. */
export function seedCatalogue(tables: { readonly products: Table<Product>; readonly prices: Table<Price> }): void {
  for (const { plan, name, monthly, yearly } of PLANS) {
    const product = `prod_${plan}`;
    const description = `${name}, billed monthly or yearly`;
    const defaultPrice = `price_${plan}_monthly`;
    tables.products.add(newProduct({ id: product, name, description, defaultPrice, created: CREATED }));
    tables.prices.add(newPrice({ id: defaultPrice, product, amount: monthly, interval: "month", created: CREATED }));
    tables.prices.add(
      newPrice({ id: `price_${plan}_yearly`, product, amount: yearly, interval: "year", created: CREATED }),
    );
  }
}
