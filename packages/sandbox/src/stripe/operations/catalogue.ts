import { z } from "zod";
import { defineOperation } from "../core/define-operation.ts";
import { defineRetrieve } from "../core/define-retrieve.ts";
import { listPage, listParams } from "../core/list.ts";
import type { Operation } from "../core/operation.ts";
import { boolean, ignored, text } from "../core/params.ts";
import type { Price } from "../shapes/wire.ts";

const retrieveProduct = defineRetrieve("/products/:id", "product", (state, id) => state.products.get(id));

const listProducts = defineOperation({
  method: "GET",
  path: "/products",
  returns: "product",
  list: true,
  params: z.strictObject({
    ...listParams,
    active: boolean.optional(),
    ids: z.array(text).optional(),
    ...ignored(["shippable", "type", "url"]),
  }),
  run({ state, input: { active, ids, ...page }, url }) {
    const rows = state.products
      .newestFirst()
      .filter((product) => (active ?? product.active) === product.active && (ids?.includes(product.id) ?? true));
    return listPage(rows, page, { url, kind: "product" });
  },
});

const retrievePrice = defineRetrieve("/prices/:id", "price", (state, id) => state.prices.get(id));

const priceFilter = z.strictObject({
  ...listParams,
  active: boolean.optional(),
  currency: text.optional(),
  lookup_keys: z.array(text).optional(),
  product: text.optional(),
  recurring: z
    .strictObject({
      interval: z.enum(["day", "week", "month", "year"]).optional(),
      ...ignored(["meter", "usage_type"]),
    })
    .optional(),
  type: z.enum(["one_time", "recurring"]).optional(),
});

const listPrices = defineOperation({
  method: "GET",
  path: "/prices",
  returns: "price",
  list: true,
  params: priceFilter,
  run({ state, input, url }) {
    const rows = state.prices.newestFirst().filter((price) => matches(price, input));
    return listPage(rows, input, { url, kind: "price" });
  },
});

function matches(price: Price, filter: z.output<typeof priceFilter>): boolean {
  const { active = price.active, currency = price.currency, product = price.product, type = price.type } = filter;
  const interval = filter.recurring?.interval ?? price.recurring?.interval;
  return (
    price.active === active &&
    price.currency === currency &&
    price.product === product &&
    price.type === type &&
    price.recurring?.interval === interval &&
    (filter.lookup_keys?.includes(price.lookup_key ?? "") ?? true)
  );
}

export const catalogueOperations: readonly Operation[] = [retrieveProduct, listProducts, retrievePrice, listPrices];
