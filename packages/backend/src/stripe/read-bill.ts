import { z } from "zod";
import type { OwedInvoice } from "./find-unpaid-since.ts";
import { moment, reference } from "./wire.ts";

/** Since version Basil the item is under `parent` and the price under `pricing`. Source: Stripe, changelog 2025-03-31. */
const line = z.object({
  amount: z.int().default(0),
  period: z.object({ start: moment, end: moment }),
  discount_amounts: z.array(z.object({ amount: z.int() })).nullish(),
  subscription_item: reference.nullish(),
  price: z.object({ id: z.string() }).nullish(),
  parent: z
    .object({ subscription_item_details: z.object({ subscription_item: reference.nullish() }).nullish() })
    .nullish(),
  pricing: z.object({ price_details: z.object({ price: reference.nullish() }).nullish() }).nullish(),
});

const wire = z.object({
  id: z.string(),
  created: moment,
  total: z.int(),
  amount_paid: z.int(),
  status: z.string().nullish(),
  due_date: moment.nullish(),
  status_transitions: z.object({ finalized_at: moment.nullish() }).optional(),
  lines: z.object({ data: z.array(line) }),
});

type Line = z.output<typeof line>;

/** One line of a subscription's invoice that asks for money; credits are none. Times in ms since 1970. */
export interface BillLine {
  readonly invoiceId: string;
  readonly itemId: string | null;
  readonly priceId: string | null;
  readonly from: number;
  readonly until: number;
  /** What came in for the invoice, in the currency's smallest unit. */
  readonly amountPaid: number;
  /** Whether nothing came in, because it is not paid or a credit for earlier lines paid it: then those bear it. */
  readonly carried: boolean;
}

/** An invoice of a subscription as far as it says what is paid and what is owed. */
export interface Bill extends OwedInvoice {
  readonly id: string;
  /** In ms since 1970. */
  readonly created: number;
  readonly lines: readonly BillLine[];
}

type Invoice = Omit<z.output<typeof wire>, "lines">;

function netOf({ amount, discount_amounts }: Line): number {
  return (discount_amounts ?? []).reduce((net, discount) => net - discount.amount, amount);
}

/** What costs nothing, as a trial or under a coupon of 100 %, is a gift and needs no money to stand. */
function readLine(each: Line, { id, status, total, amount_paid }: Invoice): BillLine {
  return {
    invoiceId: id,
    itemId: each.subscription_item ?? each.parent?.subscription_item_details?.subscription_item ?? null,
    priceId: each.price?.id ?? each.pricing?.price_details?.price ?? null,
    from: each.period.start.getTime(),
    until: each.period.end.getTime(),
    amountPaid: amount_paid,
    carried: status !== "paid" || (total <= 0 && netOf(each) > 0),
  };
}

/**
 * Reads what an invoice says about what is paid and owed, in the shape before Basil or since.
 * @throws z.ZodError when it has neither shape.
 */
export function readBill(object: unknown): Bill {
  const { lines, ...invoice } = wire.parse(object);
  const { created, due_date, status_transitions } = invoice;
  const finalized = status_transitions?.finalized_at ?? created;
  return {
    id: invoice.id,
    created: created.getTime(),
    status: invoice.status ?? "draft",
    dueAt: Math.max(finalized.getTime(), due_date?.getTime() ?? 0),
    isCredit: invoice.total <= 0 && lines.data.some(({ amount }) => amount < 0),
    lines: lines.data.filter(({ amount }) => amount >= 0).map((each) => readLine(each, invoice)),
  };
}
