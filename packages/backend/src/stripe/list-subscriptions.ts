import type { Stripe } from "stripe";
import { z } from "zod";
import { classifyFailure } from "./classify-failure.ts";
import { readSubscription } from "./read-subscription.ts";
import { moment, reference } from "./wire.ts";

/** How far a list is read: the last subscription and when it was created. */
export interface ListCursor {
  readonly id: string;
  readonly created: Date;
}

/** A subscription of the list, with its customer. */
export interface ListedSubscription {
  readonly id: string;
  readonly customerId: string;
  readonly status: string;
  readonly created: Date;
  /** When its period began; null when the subscription has a shape that cannot be read. */
  readonly periodStart: Date | null;
  readonly object: object;
}

const least = z.object({ id: z.string(), customer: reference, status: z.string(), created: moment });

const customerParts = z.object({
  id: z.string(),
  deleted: z.boolean().optional(),
  email: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
});

function periodStartOf(object: Stripe.Subscription): Date | null {
  try {
    return readSubscription(object).currentPeriodStart;
  } catch (error) {
    if (error instanceof z.ZodError) return null;
    throw error;
  }
}

function toListed(object: Stripe.Subscription): ListedSubscription {
  const { id, customer: customerId, status, created } = least.parse(object);
  // Of the customer nothing is kept that is not needed.
  const customer = customerParts.safeParse(object.customer).data ?? { id: customerId };
  return { id, customerId, status, created, periodStart: periodStartOf(object), object: { ...object, customer } };
}

/**
 * Reads one page of all subscriptions, newest first. Those of test clocks are not among them: Stripe lists them by their clock.
 * @throws the Stripe library's errors.
 */
export async function listSubscriptions(
  stripe: Stripe,
  after: ListCursor | null,
): Promise<{ subscriptions: ListedSubscription[]; hasMore: boolean }> {
  const read = async (from: Stripe.SubscriptionListParams) => {
    const all: Stripe.SubscriptionListParams = { status: "all", limit: 100, expand: ["data.customer"] };
    const { data, has_more } = await stripe.subscriptions.list({ ...all, ...from });
    return { subscriptions: data.map(toListed), hasMore: has_more };
  };
  if (after === null) return read({});
  try {
    return await read({ starting_after: after.id });
  } catch (error) {
    if (classifyFailure(error)?.kind !== "missing") throw error;
    // Stripe no longer knows the last one, so the list goes on at its time.
    return read({ created: { lte: Math.floor(after.created.getTime() / 1_000) } });
  }
}
