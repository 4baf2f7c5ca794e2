import type { BalanceTransaction, Charge, PaymentIntent, PaymentMethod } from "./wire.ts";

export interface Decline {
  readonly code: string;
  readonly declineCode: string;
  readonly message: string;
}

export interface ChargeFields {
  readonly id: string;
  readonly created: number;
  readonly intent: PaymentIntent;
  readonly method: PaymentMethod;
  readonly decline: Decline | null;
  readonly balanceTransaction: string | null;
}

export function newCharge({ id, created, intent, method, decline, balanceTransaction }: ChargeFields): Charge {
  const succeeded = decline === null;
  return {
    id,
    object: "charge",
    amount: intent.amount,
    amount_captured: succeeded ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: balanceTransaction,
    billing_details: method.billing_details,
    calculated_statement_descriptor: "MODDY SANDBOX",
    captured: succeeded,
    created,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: {},
    on_behalf_of: null,
    outcome: {
      advice_code: decline === null ? null : "try_again_later",
      network_advice_code: null,
      network_decline_code: null,
      network_status: succeeded ? "approved_by_network" : "declined_by_network",
      reason: decline?.declineCode ?? null,
      risk_level: "normal",
      risk_score: 20,
      seller_message: succeeded
        ? "Payment complete."
        : "The bank did not return any further details with this decline.",
      type: succeeded ? "authorized" : "issuer_declined",
    },
    paid: succeeded,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: cardDetails(intent.amount, method),
    receipt_email: null,
    receipt_number: null,
    receipt_url: succeeded ? `https://pay.stripe.com/receipts/payment/${id}` : null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: succeeded ? "succeeded" : "failed",
    transfer_data: null,
    transfer_group: null,
  };
}

function cardDetails(amount: number, { card }: PaymentMethod): NonNullable<Charge["payment_method_details"]> {
  return {
    card: {
      amount_authorized: amount,
      authorization_code: null,
      brand: card?.brand ?? null,
      checks: card?.checks ?? null,
      country: card?.country ?? null,
      electronic_commerce_indicator: null,
      exp_month: card?.exp_month ?? 12,
      exp_year: card?.exp_year ?? 2034,
      extended_authorization: { status: "disabled" },
      fingerprint: card?.fingerprint ?? null,
      funding: card?.funding ?? null,
      incremental_authorization: { status: "unavailable" },
      installments: null,
      last4: card?.last4 ?? null,
      mandate: null,
      multicapture: { status: "unavailable" },
      network: "visa",
      network_token: { used: false },
      network_transaction_id: null,
      overcapture: { maximum_amount_capturable: amount, status: "unavailable" },
      regulated_status: "unregulated",
      three_d_secure: null,
      transaction_link_id: null,
      wallet: null,
    },
    type: "card",
  };
}

export interface BalanceTransactionFields {
  readonly id: string;
  readonly amount: number;
  readonly fee: number;
  readonly currency: string;
  readonly created: number;
  readonly source: string;
  readonly type: "adjustment" | "charge" | "refund";
  readonly description: string | null;
}

const REPORTED_AS = { adjustment: "dispute", charge: "charge", refund: "refund" } as const;

export function newBalanceTransaction(fields: BalanceTransactionFields): BalanceTransaction {
  const { amount, fee, currency } = fields;
  const details = {
    amount: fee,
    application: null,
    currency,
    description: "Stripe processing fees",
    type: "stripe_fee",
  };
  return {
    id: fields.id,
    object: "balance_transaction",
    amount,
    available_on: fields.created + 2 * 86_400,
    balance_type: "payments",
    created: fields.created,
    currency,
    description: fields.description,
    exchange_rate: null,
    fee,
    fee_details: fee === 0 ? [] : [details],
    net: amount - fee,
    reporting_category: REPORTED_AS[fields.type],
    source: fields.source,
    status: "pending",
    type: fields.type,
  };
}
