import type { Kysely } from "kysely";
import type { BotTables } from "./tables.ts";

/** How a message reaches a user: directly, or by a mention in the fallback channel. */
export type MessageChannel = "dm" | "fallback";

/** One message of one delivery. */
export interface MessageKey {
  readonly deliveryKey: string;
  readonly channel: MessageChannel;
}

/** The record of each message: what is to be sent, written before the call, and the result, written after it. */
export interface Messages {
  /**
   * Records the intent to send.
   * @returns `fresh`: nothing was tried, or the try has certainly failed; `open`: an earlier try, begun at `since`, may
   * have succeeded; `sent`: it was sent.
   */
  intend(
    message: MessageKey & { discordId: string },
  ): Promise<{ state: "fresh" | "sent" } | { state: "open"; since: Date }>;
  recordSent(message: MessageKey & { discordId: string; channelId: string; messageId: string }): Promise<void>;
  recordFailed(message: MessageKey): Promise<void>;
  /** Which of these ids of Discord's messages are recorded for a delivery. */
  known(messageIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Deletes the records of messages that were intended before a time. */
  purge(before: Date): Promise<void>;
}

export function createMessages(db: Kysely<BotTables>, now: () => number): Messages {
  const update = (key: MessageKey) =>
    db.updateTable("messages").where("delivery_key", "=", key.deliveryKey).where("rung", "=", key.channel);
  return {
    async intend({ deliveryKey, channel, discordId }) {
      const intended = { state: "intended" as const, intended_at: new Date(now()) };
      const fresh = await db
        .insertInto("messages")
        .values({
          delivery_key: deliveryKey,
          rung: channel,
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
        .where("rung", "=", channel)
        .executeTakeFirstOrThrow();
      return row.state === "sent" ? { state: "sent" } : { state: "open", since: row.intended_at };
    },
    async recordSent({ deliveryKey, channel, discordId, channelId, messageId }) {
      await db.transaction().execute(async (trx) => {
        await trx
          .updateTable("messages")
          .set({ state: "sent", channel_id: channelId, message_id: messageId })
          .where("delivery_key", "=", deliveryKey)
          .where("rung", "=", channel)
          .execute();
        if (channel !== "dm") return;
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
    async purge(before) {
      await db.deleteFrom("messages").where("intended_at", "<", before).execute();
    },
  };
}
