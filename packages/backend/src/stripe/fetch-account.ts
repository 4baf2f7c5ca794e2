import type { Stripe } from "stripe";
import { z } from "zod";
import { classifyFailure } from "./classify-failure.ts";
import { readInvoice } from "./read-invoice.ts";
import { readSubscription, type SubscriptionReading } from "./read-subscription.ts";
import { linkMetadata } from "./wire.ts";

/** A subscription, and since when a failed payment is due. */
export interface FetchedSubscription extends SubscriptionReading {
  readonly pastDueSince: Date | null;
}

/** A customer with all their subscriptions, as they are at Stripe now. */
export interface Account {
  readonly customerId: string;
  readonly deleted: boolean;
  readonly email: string | null;
  readonly metadataDiscordId: string | null;
  readonly subscriptions: readonly FetchedSubscription[];
}

const customerWire = z.object({ email: z.string().nullish(), metadata: linkMetadata });

function deletedAccount(customerId: string): Account {
  return { customerId, deleted: true, email: null, metadataDiscordId: null, subscriptions: [] };
}

async function withDueDate(stripe: Stripe, subscription: SubscriptionReading): Promise<FetchedSubscription> {
  const { status, latestInvoiceId } = subscription;
  if (status !== "past_due" || !latestInvoiceId) return { ...subscription, pastDueSince: null };
  const invoice = readInvoice(await stripe.invoices.retrieve(latestInvoiceId));
  return { ...subscription, pastDueSince: invoice.finalizedAt };
}

/**
 * Reads a customer and all their subscriptions, ended ones too, from Stripe.
 * @param expectDeleted whether an event said that the customer was deleted: only then may Stripe not know it. Otherwise that
 *   is the sign of a key to another account, and the error is thrown.
 * @throws the Stripe library's errors.
 */
export async function fetchAccount(stripe: Stripe, customerId: string, expectDeleted: boolean): Promise<Account> {
  try {
    const customer = await stripe.customers.retrieve(customerId);
    if (customer.deleted) return deletedAccount(customerId);
    const { email, metadata } = customerWire.parse(customer);
    const subscriptions: FetchedSubscription[] = [];
    for await (const object of stripe.subscriptions.list({ customer: customerId, status: "all", limit: 100 })) {
      subscriptions.push(await withDueDate(stripe, readSubscription(object)));
    }
    return { customerId, deleted: false, email: email ?? null, metadataDiscordId: metadata, subscriptions };
  } catch (error) {
    if (expectDeleted && classifyFailure(error)?.kind === "missing") return deletedAccount(customerId);
    throw error;
  }
}
