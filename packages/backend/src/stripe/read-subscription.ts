import { z } from "zod";
import { linkMetadata, moment, reference } from "./wire.ts";

const price = z.object({
  id: z.string(),
  unit_amount: z.int().nullish(),
  recurring: z.object({ interval: z.string() }).nullish(),
});

const item = z.object({
  id: z.string().optional(),
  price,
  quantity: z.int().nullish(),
  current_period_start: moment.optional(),
  current_period_end: moment.optional(),
});

/** Since version Basil the items have the period, before it the subscription. Source: Stripe, changelog 2025-03-31. */
const wire = z.object({
  id: z.string(),
  customer: reference,
  status: z.string(),
  created: moment,
  currency: z.string(),
  items: z.object({ data: z.array(item).min(1) }),
  current_period_start: moment.optional(),
  current_period_end: moment.optional(),
  cancel_at_period_end: z.boolean(),
  cancel_at: moment.nullish(),
  trial_start: moment.nullish(),
  trial_end: moment.nullish(),
  latest_invoice: reference.nullish(),
  metadata: linkMetadata,
});

/** One thing that a subscription has now, and its current period. Times in ms since 1970. */
export interface SubscriptionItem {
  readonly id: string | null;
  readonly priceId: string;
  readonly from: number;
  readonly until: number;
}

/** A subscription as the backend keeps it. */
export interface SubscriptionReading {
  readonly id: string;
  readonly customerId: string;
  readonly status: string;
  readonly created: Date;
  readonly priceIds: string[];
  readonly items: readonly SubscriptionItem[];
  /** The billing interval of the first item: month, year, … */
  readonly interval: string;
  /** For one period, in the currency's smallest unit. */
  readonly amount: number;
  readonly currency: string;
  readonly currentPeriodStart: Date;
  readonly currentPeriodEnd: Date;
  readonly cancelAtPeriodEnd: boolean;
  readonly endsAt: Date | null;
  /** Its free trial, also after it has ended. */
  readonly trialStart: Date | null;
  readonly trialEnd: Date | null;
  readonly latestInvoiceId: string | null;
  readonly metadataDiscordId: string | null;
}

/**
 * Reads a subscription in the shape before Basil or since.
 * @throws z.ZodError when it has neither shape.
 */
export function readSubscription(object: unknown): SubscriptionReading {
  const subscription = wire.parse(object);
  const items = subscription.items.data;
  const first = items[0];
  const start = subscription.current_period_start ?? first?.current_period_start ?? subscription.created;
  const end = subscription.current_period_end ?? first?.current_period_end ?? start;
  return {
    id: subscription.id,
    customerId: subscription.customer,
    status: subscription.status,
    created: subscription.created,
    priceIds: items.map((each) => each.price.id),
    items: items.map((each) => ({
      id: each.id ?? null,
      priceId: each.price.id,
      from: (each.current_period_start ?? start).getTime(),
      until: (each.current_period_end ?? end).getTime(),
    })),
    interval: first?.price.recurring?.interval ?? "month",
    amount: items.reduce((sum, each) => sum + (each.price.unit_amount ?? 0) * (each.quantity ?? 1), 0),
    currency: subscription.currency,
    currentPeriodStart: start,
    currentPeriodEnd: end,
    cancelAtPeriodEnd: subscription.cancel_at_period_end,
    endsAt: subscription.cancel_at ?? (subscription.cancel_at_period_end ? end : null),
    trialStart: subscription.trial_start ?? null,
    trialEnd: subscription.trial_end ?? null,
    latestInvoiceId: subscription.latest_invoice ?? null,
    metadataDiscordId: subscription.metadata,
  };
}
