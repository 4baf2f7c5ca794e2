import type { Stripe } from "stripe";
import { z } from "zod";
import { type InvoiceReading, readInvoice } from "./read-invoice.ts";
import { reference } from "./wire.ts";
import { withAllLines } from "./with-all-lines.ts";

/** A payment of a subscription that was refunded or disputed, as it is at Stripe now. */
export interface FetchedCharge {
  readonly id: string;
  readonly subscriptionId: string;
  readonly invoiceId: string;
  /** In the currency's smallest unit. */
  readonly amount: number;
  /** The end of the last span that its invoice billed. */
  readonly billsUntil: Date;
  readonly coversFrom: Date;
  readonly coversUntil: Date;
  /** In full. */
  readonly refunded: boolean;
  readonly dispute: "open" | "lost" | null;
}

const chargeWire = z.object({
  id: z.string(),
  amount: z.int(),
  customer: reference.nullish(),
  refunded: z.boolean(),
  disputed: z.boolean().optional(),
  payment_intent: reference.nullish(),
  invoice: reference.nullish(),
});

type ChargeWire = z.output<typeof chargeWire>;

const paymentWire = z.object({ invoice: reference });

/** An inquiry ("warning_…") takes no money yet, so it is no dispute here. Source: Stripe, "Dispute object", status. */
const DISPUTE_STATES: Readonly<Record<string, "open" | "lost">> = {
  needs_response: "open",
  under_review: "open",
  appeal_needs_response: "open",
  appeal_under_review: "open",
  lost: "lost",
};

async function fetchInvoice(stripe: Stripe, id: string): Promise<InvoiceReading> {
  return readInvoice(await withAllLines(stripe, await stripe.invoices.retrieve(id)));
}

/** The invoice that a charge paid. */
export async function findInvoice(
  stripe: Stripe,
  charge: Pick<ChargeWire, "invoice" | "payment_intent">,
): Promise<InvoiceReading | undefined> {
  if (charge.invoice) return fetchInvoice(stripe, charge.invoice);
  if (!charge.payment_intent) return undefined;
  const payment = { type: "payment_intent", payment_intent: charge.payment_intent } as const;
  const { data } = await stripe.invoicePayments.list({ payment, limit: 1 });
  return data[0] && fetchInvoice(stripe, paymentWire.parse(data[0]).invoice);
}

/** Whether a charge is disputed now, or was and the money is lost. */
export async function findDispute(
  stripe: Stripe,
  charge: Pick<ChargeWire, "id" | "disputed">,
): Promise<"open" | "lost" | null> {
  if (!charge.disputed) return null;
  const { data } = await stripe.disputes.list({ charge: charge.id, limit: 100 });
  const states = data.map(({ status }) => DISPUTE_STATES[status]);
  if (states.includes("open")) return "open";
  return states.includes("lost") ? "lost" : null;
}

/**
 * Reads a charge, its disputes and what it paid for from Stripe.
 * @returns the customer (null: none) and the payment (null: it paid for no subscription).
 * @throws the Stripe library's errors.
 */
export async function fetchCharge(
  stripe: Stripe,
  chargeId: string,
): Promise<{ customerId: string | null; charge: FetchedCharge | null }> {
  const wire = chargeWire.parse(await stripe.charges.retrieve(chargeId));
  const customerId = wire.customer ?? null;
  const invoice = await findInvoice(stripe, wire);
  if (!invoice?.subscriptionId) return { customerId, charge: null };
  const charge = {
    id: wire.id,
    subscriptionId: invoice.subscriptionId,
    invoiceId: invoice.id,
    amount: wire.amount,
    billsUntil: invoice.billsUntil,
    // A proration alone paid for no period: its refund ends no plan.
    coversFrom: invoice.covers?.start ?? invoice.created,
    coversUntil: invoice.covers?.end ?? invoice.created,
    refunded: wire.refunded,
    dispute: await findDispute(stripe, wire),
  };
  return { customerId, charge };
}
