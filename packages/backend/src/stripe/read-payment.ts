import type { Stripe } from "stripe";
import { z } from "zod";
import { classifyFailure } from "./classify-failure.ts";
import { findDispute, findInvoice } from "./fetch-charge.ts";
import type { PaymentReference } from "./read-invoice.ts";
import { moment, reference } from "./wire.ts";

/** A payment that came in, as it is at Stripe now. */
export interface Payment {
  /** The id of the payment intent, or of the charge of an older invoice. */
  readonly id: string;
  readonly customerId: string | null;
  /** What can still be refunded, in the currency's smallest unit. */
  readonly left: number;
  readonly currency: string;
  readonly created: Date;
  readonly disputed: boolean;
}

const chargeWire = z.object({
  id: z.string(),
  amount: z.int(),
  amount_captured: z.int().optional(),
  amount_refunded: z.int(),
  currency: z.string(),
  created: moment,
  customer: reference.nullish(),
  disputed: z.boolean().optional(),
  refunded: z.boolean(),
  payment_intent: reference.nullish(),
  invoice: reference.nullish(),
  status: z.string(),
});

type ChargeWire = z.output<typeof chargeWire>;

/** The charge of a payment that came in; a payment intent may have failed ones before it. */
async function findCharge(stripe: Stripe, { kind, id }: PaymentReference): Promise<ChargeWire | undefined> {
  if (kind === "charge") return chargeWire.parse(await stripe.charges.retrieve(id));
  const { data } = await stripe.charges.list({ payment_intent: id, limit: 100 });
  return data.map((charge) => chargeWire.parse(charge)).find(({ status }) => status === "succeeded");
}

async function toPayment(stripe: Stripe, id: string, charge: ChargeWire): Promise<Payment> {
  return {
    id,
    customerId: charge.customer ?? null,
    left: (charge.amount_captured ?? charge.amount) - charge.amount_refunded,
    currency: charge.currency,
    created: charge.created,
    disputed: (await findDispute(stripe, charge)) !== null,
  };
}

/**
 * Reads a payment.
 * @returns undefined when no money came in for it.
 * @throws the Stripe library's errors.
 */
export async function readPayment(stripe: Stripe, from: PaymentReference): Promise<Payment | undefined> {
  const charge = await findCharge(stripe, from);
  return charge && (await toPayment(stripe, from.id, charge));
}

/**
 * Reads a payment by its id, and which subscription it paid for.
 * @returns undefined when Stripe has none such.
 * @throws the Stripe library's errors.
 */
export async function findPaymentById(
  stripe: Stripe,
  id: string,
): Promise<{ payment: Payment; subscriptionId: string | null } | undefined> {
  try {
    const charge = await findCharge(stripe, { kind: id.startsWith("pi_") ? "payment_intent" : "charge", id });
    if (!charge) return undefined;
    const invoice = await findInvoice(stripe, charge);
    return { payment: await toPayment(stripe, id, charge), subscriptionId: invoice?.subscriptionId ?? null };
  } catch (error) {
    if (classifyFailure(error)?.kind === "missing") return undefined;
    throw error;
  }
}
