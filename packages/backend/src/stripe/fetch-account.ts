import type { Stripe } from "stripe";
import { z } from "zod";
import { judgeFailure } from "./judge-failure.ts";
import { readInvoice } from "./read-invoice.ts";
import { readSubscription, type SubscriptionReading } from "./read-subscription.ts";
import { linkMetadata } from "./wire.ts";

/** A subscription, and since when its payment is due. */
export interface FetchedSubscription extends SubscriptionReading {
  readonly pastDueSince: Date | null;
}

/** A customer with all their subscriptions, as Stripe has them now. */
export interface Account {
  readonly customerId: string;
  readonly deleted: boolean;
  readonly email: string | null;
  readonly metadataDiscordId: string | null;
  readonly subscriptions: readonly FetchedSubscription[];
}

const customerWire = z.object({ email: z.string().nullish(), metadata: linkMetadata });

function gone(customerId: string): Account {
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
 * @param expectGone whether Stripe said that the customer was deleted; only then may it be unknown there, for an unknown
 *   customer is otherwise the sign of a key to another account.
 * @throws the Stripe library's errors.
 */
export async function fetchAccount(stripe: Stripe, customerId: string, expectGone: boolean): Promise<Account> {
  try {
    const customer = await stripe.customers.retrieve(customerId);
    if (customer.deleted) return gone(customerId);
    const { email, metadata } = customerWire.parse(customer);
    const subscriptions: FetchedSubscription[] = [];
    for await (const object of stripe.subscriptions.list({ customer: customerId, status: "all", limit: 100 })) {
      subscriptions.push(await withDueDate(stripe, readSubscription(object)));
    }
    return { customerId, deleted: false, email: email ?? null, metadataDiscordId: metadata, subscriptions };
  } catch (error) {
    if (expectGone && judgeFailure(error)?.kind === "missing") return gone(customerId);
    throw error;
  }
}
