import { sql, type Transaction } from "kysely";
import { isProven } from "../account/link-source.ts";
import type { Account, FetchedSubscription } from "../stripe/fetch-account.ts";
import type { FetchedCharge } from "../stripe/fetch-charge.ts";
import type { BackendDatabase } from "./schema.ts";

type Trx = Transaction<BackendDatabase>;

/** How a reading of Stripe is stored. */
export interface AccountWriting {
  /** The number that was drawn before the reading began. */
  readonly fetchSeq: string;
  readonly at: Date;
  /** Whether a subscription's status means something here. */
  readonly isKnownStatus: (status: string) => boolean;
}

function rowOf(subscription: FetchedSubscription, fetchSeq: string, at: Date) {
  return {
    id: subscription.id,
    customer_id: subscription.customerId,
    status: subscription.status,
    price_ids: subscription.priceIds,
    interval: subscription.interval,
    amount: subscription.amount,
    currency: subscription.currency,
    current_period_start: subscription.currentPeriodStart,
    current_period_end: subscription.currentPeriodEnd,
    cancel_at_period_end: subscription.cancelAtPeriodEnd,
    ends_at: subscription.endsAt,
    past_due_since: subscription.pastDueSince,
    trial_start: subscription.trialStart,
    trial_end: subscription.trialEnd,
    coverage: JSON.stringify(subscription.coverage),
    coverage_seq: fetchSeq,
    metadata_discord_id: subscription.metadataDiscordId,
    created_at: subscription.created,
    updated_at: at,
  };
}

/** A status that is not known does not replace the stored one. */
async function writeSubscription(
  trx: Trx,
  subscription: FetchedSubscription,
  { fetchSeq, at, isKnownStatus }: AccountWriting,
): Promise<void> {
  const { id, status, ...facts } = rowOf(subscription, fetchSeq, at);
  const changed = isKnownStatus(status) ? { ...facts, status } : facts;
  await trx
    .insertInto("subscriptions")
    .values({ ...facts, id, status })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(changed))
    .execute();
}

/** Stripe ends a customer's subscriptions when it deletes the customer. */
async function writeDeletion(trx: Trx, customerId: string, at: Date): Promise<void> {
  const ended = { status: "canceled", updated_at: at };
  await trx.updateTable("customers").set({ deleted_at: at }).where("id", "=", customerId).execute();
  await trx.updateTable("subscriptions").set(ended).where("customer_id", "=", customerId).execute();
}

/** A new address of an own customer is one of the account. */
async function writeEmail(trx: Trx, customerId: string, email: string, at: Date): Promise<void> {
  const changed = await trx
    .updateTable("customers")
    .set({ email })
    .where("id", "=", customerId)
    .where("email", "is distinct from", email)
    .returning(["user_id", "link_source"])
    .executeTakeFirst();
  if (!changed || !isProven(changed.link_source)) return;
  await trx.updateTable("users").set({ updated_at: at }).where("id", "=", changed.user_id).execute();
}

/** Stores what was read of a customer. */
export async function writeAccount(trx: Trx, account: Account, writing: AccountWriting): Promise<void> {
  const { fetchSeq, at } = writing;
  const { customerId, metadataDiscordId, email } = account;
  if (account.deleted) await writeDeletion(trx, customerId, at);
  for (const subscription of account.subscriptions) await writeSubscription(trx, subscription, writing);
  await trx
    .updateTable("customers")
    .set({ fetch_seq: fetchSeq, updated_at: at, metadata_discord_id: metadataDiscordId })
    .where("id", "=", customerId)
    .execute();
  if (email !== null) await writeEmail(trx, customerId, email, at);
}

/** Stores what was read of a payment, unless a later reading was stored before. */
export async function writeCharge(
  trx: Trx,
  charge: FetchedCharge,
  { fetchSeq, at }: Pick<AccountWriting, "fetchSeq" | "at">,
): Promise<void> {
  const { id, ...changed } = {
    id: charge.id,
    subscription_id: charge.subscriptionId,
    covers_from: charge.coversFrom,
    covers_until: charge.coversUntil,
    refunded: charge.refunded,
    dispute: charge.dispute,
    invoice_id: charge.invoiceId,
    amount: charge.amount,
    bills_until: charge.billsUntil,
    fetch_seq: fetchSeq,
    updated_at: at,
  };
  await trx
    .insertInto("contested_payments")
    .values({ id, ...changed })
    .onConflict((conflict) =>
      conflict
        .column("id")
        .doUpdateSet(changed)
        .where("contested_payments.fetch_seq", "<", sql<string>`excluded.fetch_seq`),
    )
    .execute();
}
