import type { Kysely } from "kysely";
import type { BackendDatabase } from "./schema.ts";

/**
 * Deletes events that were received before a time: Stripe's only when they are processed or need not be, since Stripe
 * lists no event that is older than 30 days.
 */
export async function purgeEvents(db: Kysely<BackendDatabase>, receivedBefore: Date): Promise<void> {
  await db
    .deleteFrom("stripe_events")
    .where("processed_at", "is not", null)
    .where("result", "is distinct from", "unreadable")
    .where("received_at", "<", receivedBefore)
    .execute();
  await db.deleteFrom("discord_events").where("received_at", "<", receivedBefore).execute();
}
