import type { Charge, Refund } from "./wire.ts";

export interface RefundFields {
  readonly id: string;
  readonly charge: Charge;
  readonly amount: number;
  readonly created: number;
  readonly reason: "duplicate" | "fraudulent" | "requested_by_customer" | null;
  readonly metadata: Record<string, string>;
  readonly balanceTransaction: string;
}

export function newRefund(fields: RefundFields): Refund {
  const { charge } = fields;
  return {
    id: fields.id,
    object: "refund",
    amount: fields.amount,
    balance_transaction: fields.balanceTransaction,
    charge: charge.id,
    created: fields.created,
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: {
      card: { reference_status: "pending", reference_type: "acquirer_reference_number", type: "refund" },
      type: "card",
    },
    metadata: fields.metadata,
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: fields.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: "succeeded",
    transfer_reversal: null,
  };
}
