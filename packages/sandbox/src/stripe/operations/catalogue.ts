import { z } from "zod";
import { defineOperation } from "../core/define-operation.ts";
import { listPage, listParams } from "../core/list.ts";
import type { Operation } from "../core/operation.ts";
import { accepted, boolean, text } from "../core/params.ts";
import type { Price } from "../shapes/wire.ts";

const retrieveProduct = defineOperation({
  method: "GET",
  path: "/products/:id",
  returns: "product",
  params: z.strictObject({}),
  run: ({ state, ids: { id = "" } }) => state.products.get(id),
});

const listProducts = defineOperation({
  method: "GET",
  path: "/products",
  returns: "product",
  list: true,
  params: z.strictObject({
    ...listParams,
    active: boolean.optional(),
    ids: z.array(text).optional(),
    ...accepted(["shippable", "type", "url"]),
  }),
  run({ state, input: { active, ids, ...page }, url }) {
    const rows = state.products
      .newestFirst()
      .filter((product) => (active ?? product.active) === product.active && (ids?.includes(product.id) ?? true));
    return listPage(rows, page, { url, kind: "product" });
  },
});

const retrievePrice = defineOperation({
  method: "GET",
  path: "/prices/:id",
  returns: "price",
  params: z.strictObject({}),
  run: ({ state, ids: { id = "" } }) => state.prices.get(id),
});

const priceFilter = z.strictObject({
  ...listParams,
  active: boolean.optional(),
  currency: text.optional(),
  lookup_keys: z.array(text).optional(),
  product: text.optional(),
  recurring: z
    .strictObject({
      interval: z.enum(["day", "week", "month", "year"]).optional(),
      ...accepted(["meter", "usage_type"]),
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
    const rows = state.prices.newestFirst().filter((price) => isWanted(price, input));
    return listPage(rows, input, { url, kind: "price" });
  },
});

function isWanted(price: Price, wanted: z.output<typeof priceFilter>): boolean {
  const { active = price.active, currency = price.currency, product = price.product, type = price.type } = wanted;
  const interval = wanted.recurring?.interval ?? price.recurring?.interval;
  return (
    price.active === active &&
    price.currency === currency &&
    price.product === product &&
    price.type === type &&
    price.recurring?.interval === interval &&
    (wanted.lookup_keys?.includes(price.lookup_key ?? "") ?? true)
  );
}

export const catalogueOperations: readonly Operation[] = [retrieveProduct, listProducts, retrievePrice, listPrices];
