import type { Kysely } from "kysely";
import type { BotTables } from "./tables.ts";

/** A way on which a message reaches a user. */
export type Rung = "dm" | "channel";

/** One message of one delivery. */
export interface MessageKey {
  readonly deliveryKey: string;
  readonly rung: Rung;
}

/** The record of what was meant to be sent and what became of it: written before the call, and after it. */
export interface Messages {
  /**
   * Writes the intent down.
   * @returns `fresh`: nothing was tried, or what was tried has failed for certain; `open`: an earlier try may have
   * succeeded, begun at `since`; `sent`: it was sent.
   */
  intend(
    message: MessageKey & { discordId: string },
  ): Promise<{ state: "fresh" | "sent" } | { state: "open"; since: Date }>;
  recordSent(message: MessageKey & { discordId: string; channelId: string; messageId: string }): Promise<void>;
  recordFailed(message: MessageKey): Promise<void>;
  /** Of these ids of Discord's messages those that are recorded for a delivery. */
  known(messageIds: readonly string[]): Promise<ReadonlySet<string>>;
}

export function createMessages(db: Kysely<BotTables>, now: () => number): Messages {
  const update = (key: MessageKey) =>
    db.updateTable("messages").where("delivery_key", "=", key.deliveryKey).where("rung", "=", key.rung);
  return {
    async intend({ deliveryKey, rung, discordId }) {
      const intended = { state: "intended" as const, intended_at: new Date(now()) };
      const fresh = await db
        .insertInto("messages")
        .values({
          delivery_key: deliveryKey,
          rung,
          discord_id: discordId,
          channel_id: null,
          message_id: null,
          ...intended,
        })
        .onConflict((conflict) =>
          conflict.columns(["delivery_key", "rung"]).doUpdateSet(intended).where("messages.state", "=", "failed"),
        )
        .returning("state")
        .executeTakeFirst();
      if (fresh) return { state: "fresh" };
      const row = await db
        .selectFrom("messages")
        .select(["state", "intended_at"])
        .where("delivery_key", "=", deliveryKey)
        .where("rung", "=", rung)
        .executeTakeFirstOrThrow();
      return row.state === "sent" ? { state: "sent" } : { state: "open", since: row.intended_at };
    },
    async recordSent({ deliveryKey, rung, discordId, channelId, messageId }) {
      await db.transaction().execute(async (trx) => {
        await trx
          .updateTable("messages")
          .set({ state: "sent", channel_id: channelId, message_id: messageId })
          .where("delivery_key", "=", deliveryKey)
          .where("rung", "=", rung)
          .execute();
        if (rung !== "dm") return;
        await trx
          .updateTable("dm_channels")
          .set({ delivered_at: new Date(now()), closed_outcome: null, closed_until: null })
          .where("discord_id", "=", discordId)
          .execute();
      });
    },
    async recordFailed(key) {
      await update(key).set({ state: "failed" }).where("state", "=", "intended").execute();
    },
    async known(messageIds) {
      if (messageIds.length === 0) return new Set();
      const rows = await db.selectFrom("messages").select("message_id").where("message_id", "in", messageIds).execute();
      return new Set(rows.flatMap(({ message_id }) => message_id ?? []));
    },
  };
}
