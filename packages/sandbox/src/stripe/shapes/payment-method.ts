import type { PaymentMethod } from "./wire.ts";

export interface PaymentMethodFields {
  readonly id: string;
  readonly created: number;
  readonly customer: string | null;
  readonly email: string | null;
  readonly name: string | null;
  readonly last4: string;
}

export function newPaymentMethod(fields: PaymentMethodFields): PaymentMethod {
  return {
    id: fields.id,
    object: "payment_method",
    allow_redisplay: "unspecified",
    billing_details: {
      address: { city: null, country: "US", line1: null, line2: null, postal_code: null, state: null },
      email: fields.email,
      name: fields.name,
      phone: null,
      tax_id: null,
    },
    card: {
      brand: "visa",
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
      country: "US",
      display_brand: "visa",
      exp_month: 12,
      exp_year: 2034,
      fingerprint: "AOB934RVNwzk6xtn",
      funding: "credit",
      generated_from: null,
      last4: fields.last4,
      networks: { available: ["visa"], preferred: null },
      regulated_status: "unregulated",
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: fields.created,
    customer: fields.customer,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: "card",
  };
}
