import type { Product } from "./wire.ts";

export interface ProductFields {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly defaultPrice: string;
  readonly created: number;
}

export function newProduct(fields: ProductFields): Product {
  return {
    id: fields.id,
    object: "product",
    active: true,
    created: fields.created,
    default_price: fields.defaultPrice,
    description: fields.description,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: {},
    name: fields.name,
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    tax_details: null,
    type: "service",
    unit_label: null,
    updated: fields.created,
    url: null,
  };
}
