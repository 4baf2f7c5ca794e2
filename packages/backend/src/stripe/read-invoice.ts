import { z } from "zod";
import { moment, reference } from "./wire.ts";

const period = z.object({ start: moment, end: moment });

const line = z.object({
  period,
  proration: z.boolean().optional(),
  parent: z.object({ subscription_item_details: z.object({ proration: z.boolean().optional() }).nullish() }).nullish(),
});

const payment = z.object({
  status: z.string().optional(),
  payment: z.object({ payment_intent: reference.nullish(), charge: reference.nullish() }),
});

/** Since version Basil the subscription is under `parent`, and the payments are a list. Source: Stripe, changelog 2025-03-31. */
const wire = z.object({
  id: z.string(),
  created: moment,
  total: z.int(),
  amount_paid: z.int(),
  currency: z.string(),
  status: z.string().nullish(),
  invoice_pdf: z.string().nullish(),
  subscription: reference.nullish(),
  parent: z.object({ subscription_details: z.object({ subscription: reference.nullish() }).nullish() }).nullish(),
  status_transitions: z.object({ finalized_at: moment.nullish() }).optional(),
  lines: z.object({ data: z.array(line) }),
  charge: reference.nullish(),
  payment_intent: reference.nullish(),
  payments: z.object({ data: z.array(payment) }).optional(),
});

/** Where the money of an invoice came from: a refund names one of them. */
export interface PaymentReference {
  readonly kind: "payment_intent" | "charge";
  readonly id: string;
}

/** An invoice as the backend uses it. */
export interface InvoiceReading {
  readonly id: string;
  readonly created: Date;
  /** In the currency's smallest unit. */
  readonly total: number;
  readonly amountPaid: number;
  readonly currency: string;
  readonly status: string;
  readonly pdf: string | null;
  readonly subscriptionId: string | null;
  readonly finalizedAt: Date;
  /** What it pays for: the period of the line that ends last, of two such the longer. Prorations do not count. */
  readonly covers: { readonly start: Date; readonly end: Date } | null;
  /** The end of the last span that a line of it bills. */
  readonly billsUntil: Date;
  /** The payments that the invoice itself names, the paid ones first. */
  readonly payments: readonly PaymentReference[];
}

type Wire = z.output<typeof wire>;

function coverOf(lines: Wire["lines"]["data"]): InvoiceReading["covers"] {
  const whole = lines.filter(({ proration, parent }) => !(proration ?? parent?.subscription_item_details?.proration));
  const periods = whole.map((each) => each.period);
  return (
    periods.toSorted((a, b) => b.end.getTime() - a.end.getTime() || a.start.getTime() - b.start.getTime())[0] ?? null
  );
}

function referenceOf(intent: string | null | undefined, charge: string | null | undefined): PaymentReference[] {
  if (intent) return [{ kind: "payment_intent", id: intent }];
  return charge ? [{ kind: "charge", id: charge }] : [];
}

/**
 * Reads an invoice in the shape before Basil or since.
 * @throws z.ZodError when it has neither shape.
 */
export function readInvoice(object: unknown): InvoiceReading {
  const invoice = wire.parse(object);
  const listed = readInvoicePayments(invoice.payments?.data ?? []);
  return {
    id: invoice.id,
    created: invoice.created,
    total: invoice.total,
    amountPaid: invoice.amount_paid,
    currency: invoice.currency,
    status: invoice.status ?? "draft",
    pdf: invoice.invoice_pdf ?? null,
    subscriptionId: invoice.subscription ?? invoice.parent?.subscription_details?.subscription ?? null,
    finalizedAt: invoice.status_transitions?.finalized_at ?? invoice.created,
    covers: coverOf(invoice.lines.data),
    billsUntil: new Date(
      Math.max(invoice.created.getTime(), ...invoice.lines.data.map(({ period: { end } }) => end.getTime())),
    ),
    payments: [...listed, ...referenceOf(invoice.payment_intent, invoice.charge)],
  };
}

/**
 * Reads Stripe's invoice payments, the paid ones only.
 * @throws z.ZodError when one is not an invoice payment.
 */
export function readInvoicePayments(objects: readonly unknown[]): PaymentReference[] {
  return objects
    .map((object) => payment.parse(object))
    .filter(({ status }) => status === undefined || status === "paid")
    .flatMap((each) => referenceOf(each.payment.payment_intent, each.payment.charge));
}
