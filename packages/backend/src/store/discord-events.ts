import type { Transaction } from "kysely";
import type { BackendDatabase } from "./schema.ts";

/** Stores an event that the bot sent. @returns false when one was stored under the same key before. */
export async function addDiscordEvent(
  trx: Transaction<BackendDatabase>,
  event: {
    readonly deliveryKey: string;
    readonly event_type: string;
    readonly discord_id: string;
    readonly metadata?: Record<string, unknown> | null | undefined;
  },
  at: Date,
): Promise<boolean> {
  const { event_type, discord_id, metadata, deliveryKey: delivery_key } = event;
  const added = await trx
    .insertInto("discord_events")
    .values({
      delivery_key,
      event_type,
      discord_id,
      metadata: metadata ? JSON.stringify(metadata) : null,
      received_at: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("delivery_key")
    .executeTakeFirst();
  return added !== undefined;
}
