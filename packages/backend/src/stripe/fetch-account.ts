import type { Stripe } from "stripe";
import { z } from "zod";
import { classifyFailure } from "./classify-failure.ts";
import { type BilledLine, fetchBilledLines, fetchUnpaidSince } from "./fetch-bills.ts";
import { readSubscription, type SubscriptionItem, type SubscriptionReading } from "./read-subscription.ts";
import { linkMetadata } from "./wire.ts";

/** A subscription, since when it has not been paid, and what its items stand on. */
export interface FetchedSubscription extends SubscriptionReading {
  readonly pastDueSince: Date | null;
  readonly coverage: Coverage;
}

/** What a subscription has now and what it was billed for; `lines` is null unless a payment of it is contested. */
export interface Coverage {
  readonly items: readonly SubscriptionItem[];
  readonly lines: readonly BilledLine[] | null;
}

/** Whether a payment that may bear on what a subscription has now is known to be refunded or disputed. */
export type IsContested = (subscription: Pick<SubscriptionReading, "id" | "items">) => boolean;

/** A customer with all their subscriptions, as they are at Stripe now. */
export interface Account {
  readonly customerId: string;
  readonly deleted: boolean;
  readonly email: string | null;
  readonly metadataDiscordId: string | null;
  readonly subscriptions: readonly FetchedSubscription[];
}

const customerWire = z.object({
  id: z.string(),
  deleted: z.boolean().optional(),
  email: z.string().nullish(),
  metadata: linkMetadata,
});

function deletedAccount(customerId: string): Account {
  return { customerId, deleted: true, email: null, metadataDiscordId: null, subscriptions: [] };
}

const OWING: ReadonlySet<string> = new Set(["past_due", "unpaid"]);
const ENDED: ReadonlySet<string> = new Set(["canceled", "incomplete_expired"]);

/** Whether the invoices of a subscription with this status are read, too. */
export function isOwing(status: string): boolean {
  return OWING.has(status);
}

async function readFurther(
  stripe: Stripe,
  subscription: SubscriptionReading,
  isContested: IsContested,
): Promise<FetchedSubscription> {
  const { id, status, items } = subscription;
  const readsLines = isContested(subscription) && !ENDED.has(status);
  const lines = readsLines ? await fetchBilledLines(stripe, id, items) : null;
  const pastDueSince = isOwing(status) ? await fetchUnpaidSince(stripe, id) : null;
  return { ...subscription, pastDueSince, coverage: { items, lines } };
}

/**
 * Makes an account of a customer and all their subscriptions as Stripe gave them.
 * @param isContested says of which subscriptions the invoices are read, too.
 * @throws the Stripe library's errors, and z.ZodError when one has no shape that is known.
 */
export async function toAccount(
  stripe: Stripe,
  { customer, objects }: { customer: unknown; objects: readonly unknown[] },
  isContested: IsContested,
): Promise<Account> {
  const { id: customerId, deleted = false, email, metadata } = customerWire.parse(customer);
  if (deleted) return deletedAccount(customerId);
  const subscriptions: FetchedSubscription[] = [];
  for (const object of objects) subscriptions.push(await readFurther(stripe, readSubscription(object), isContested));
  return { customerId, deleted: false, email: email ?? null, metadataDiscordId: metadata, subscriptions };
}

/**
 * Reads a customer and all their subscriptions, ended ones too, from Stripe.
 * @param expectDeleted whether an event said that the customer was deleted: only then may Stripe not know it. Otherwise that
 *   is the sign of a key to another account, and the error is thrown.
 * @param isContested says of which subscriptions the invoices are read, too.
 * @throws the Stripe library's errors.
 */
export async function fetchAccount(
  stripe: Stripe,
  customerId: string,
  expectDeleted: boolean,
  isContested: IsContested = () => false,
): Promise<Account> {
  try {
    const customer = await stripe.customers.retrieve(customerId);
    if (customer.deleted) return deletedAccount(customerId);
    const objects: unknown[] = [];
    for await (const object of stripe.subscriptions.list({ customer: customerId, status: "all", limit: 100 })) {
      objects.push(object);
    }
    return await toAccount(stripe, { customer, objects }, isContested);
  } catch (error) {
    if (expectDeleted && classifyFailure(error)?.kind === "missing") return deletedAccount(customerId);
    throw error;
  }
}
