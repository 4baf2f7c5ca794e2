import type { Kysely } from "kysely";
import type { BackendDatabase } from "./schema.ts";

/** A customer's stored subscriptions with the Discord ids that Stripe's metadata named for them. */
export function readLinkedSubscriptions(
  db: Kysely<BackendDatabase>,
  customerId: string,
): Promise<{ id: string; metadata_discord_id: string | null }[]> {
  return db
    .selectFrom("subscriptions")
    .select(["id", "metadata_discord_id"])
    .where("customer_id", "=", customerId)
    .execute();
}
