import type { Kysely } from "kysely";
import type { BackendDatabase } from "./schema.ts";

/** Removes events that were received before a time and are done with; Stripe gives none out that is older than 30 days. */
export async function forgetOld(db: Kysely<BackendDatabase>, receivedBefore: Date): Promise<void> {
  await db
    .deleteFrom("stripe_events")
    .where("processed_at", "is not", null)
    .where("received_at", "<", receivedBefore)
    .execute();
  await db.deleteFrom("discord_events").where("received_at", "<", receivedBefore).execute();
}
