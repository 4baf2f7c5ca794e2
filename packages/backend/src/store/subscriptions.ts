import type { Kysely, Selectable } from "kysely";
import type { BackendDatabase, SubscriptionsTable } from "./schema.ts";

/** A stored subscription. */
export type SubscriptionRow = Selectable<SubscriptionsTable>;

const ENDED = ["canceled", "incomplete_expired"];

/** The subscriptions of a Discord user's account that have not ended, newest first. */
export function listOpenSubscriptions(db: Kysely<BackendDatabase>, discordId: string): Promise<SubscriptionRow[]> {
  return db
    .selectFrom("subscriptions")
    .innerJoin("customers", "customers.id", "subscriptions.customer_id")
    .innerJoin("users", "users.id", "customers.user_id")
    .selectAll("subscriptions")
    .where("users.discord_id", "=", discordId)
    .where("subscriptions.status", "not in", ENDED)
    .orderBy("subscriptions.created_at", "desc")
    .execute();
}
