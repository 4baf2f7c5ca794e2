import type { Kysely, Selectable } from "kysely";
import { PROVEN_SOURCES } from "../account/link-source.ts";
import type { BackendDatabase, SubscriptionsTable } from "./schema.ts";

/** A stored subscription. */
export type SubscriptionRow = Selectable<SubscriptionsTable>;

const ENDED = ["canceled", "incomplete_expired"];

/** The subscriptions that are proven to be a Discord user's own and have not ended, newest first. */
export function listOwnSubscriptions(db: Kysely<BackendDatabase>, discordId: string): Promise<SubscriptionRow[]> {
  return db
    .selectFrom("subscriptions")
    .innerJoin("customers", "customers.id", "subscriptions.customer_id")
    .innerJoin("users", "users.id", "customers.user_id")
    .selectAll("subscriptions")
    .where("users.discord_id", "=", discordId)
    .where("customers.link_source", "in", PROVEN_SOURCES)
    .where("subscriptions.status", "not in", ENDED)
    .orderBy("subscriptions.created_at", "desc")
    .execute();
}

/** When a stored subscription was created at Stripe. */
export async function findSubscriptionCreated(db: Kysely<BackendDatabase>, id: string): Promise<Date | undefined> {
  const row = await db.selectFrom("subscriptions").select("created_at").where("id", "=", id).executeTakeFirst();
  return row?.created_at;
}

/** Whether a subscription is proven to be a Discord user's own, ended ones included. */
export async function isOwnSubscription(db: Kysely<BackendDatabase>, discordId: string, id: string): Promise<boolean> {
  const found = await db
    .selectFrom("subscriptions")
    .innerJoin("customers", "customers.id", "subscriptions.customer_id")
    .innerJoin("users", "users.id", "customers.user_id")
    .select("subscriptions.id")
    .where("subscriptions.id", "=", id)
    .where("users.discord_id", "=", discordId)
    .where("customers.link_source", "in", PROVEN_SOURCES)
    .executeTakeFirst();
  return found !== undefined;
}
