import type { Stripe } from "stripe";
import { z } from "zod";
import { reference } from "./wire.ts";

/** One page of charges that were refunded or disputed, and where the next one begins. */
export interface ContestedPage {
  readonly charges: { readonly id: string; readonly customerId: string }[];
  readonly next: string | null;
}

const holder = z.object({
  id: z.string(),
  charge: z.object({ id: z.string(), customer: reference.nullish() }).nullish(),
});

function toPage({ data, has_more }: Stripe.ApiList<Stripe.Refund> | Stripe.ApiList<Stripe.Dispute>): ContestedPage {
  const rows = data.map((object) => holder.parse(object));
  // A charge without a customer paid for no subscription.
  const charges = rows.flatMap(({ charge }) =>
    charge?.customer ? [{ id: charge.id, customerId: charge.customer }] : [],
  );
  return { charges, next: has_more ? (rows.at(-1)?.id ?? null) : null };
}

const query = (after: string | null) => ({
  limit: 100,
  expand: ["data.charge"],
  ...(after !== null && { starting_after: after }),
});

/** Reads one page of the charges that were refunded since a time. @throws the Stripe library's errors. */
export async function listRefundedCharges(stripe: Stripe, since: Date, after: string | null): Promise<ContestedPage> {
  const created = { gte: Math.floor(since.getTime() / 1_000) };
  return toPage(await stripe.refunds.list({ ...query(after), created }));
}

/** Reads one page of the charges that were disputed, ever: an old dispute may still be open. @throws the Stripe library's errors. */
export async function listDisputedCharges(stripe: Stripe, after: string | null): Promise<ContestedPage> {
  return toPage(await stripe.disputes.list(query(after)));
}
