import type { Kysely } from "kysely";
import type { BotTables } from "./tables.ts";

/** What is known of the direct messages with a user. */
export interface DmChannel {
  readonly channelId: string | undefined;
  /** Whether a message has arrived before. */
  readonly proven: boolean;
  /** Why nothing can be sent now, if that is known. */
  readonly closed: "dm_closed" | "no_mutual_guild" | undefined;
}

/** What the bot remembers of the direct messages with each user. */
export interface DmChannels {
  find(discordId: string): Promise<DmChannel>;
  rememberChannel(discordId: string, channelId: string): Promise<void>;
  forgetChannel(discordId: string): Promise<void>;
  rememberClosed(discordId: string, outcome: "dm_closed" | "no_mutual_guild", until: Date): Promise<void>;
  /** Lets the next message be tried, whatever was remembered: the user has just joined a shared guild. */
  reopen(discordId: string): Promise<void>;
}

export function createDmChannels(db: Kysely<BotTables>, now: () => number): DmChannels {
  async function remember(discordId: string, values: Partial<Omit<BotTables["dm_channels"], "discord_id">>) {
    await db
      .insertInto("dm_channels")
      .values({
        discord_id: discordId,
        channel_id: null,
        delivered_at: null,
        closed_outcome: null,
        closed_until: null,
        ...values,
      })
      .onConflict((conflict) => conflict.column("discord_id").doUpdateSet(values))
      .execute();
  }
  return {
    async find(discordId) {
      const row = await db.selectFrom("dm_channels").selectAll().where("discord_id", "=", discordId).executeTakeFirst();
      const closed = row?.closed_until && row.closed_until.getTime() > now() ? row.closed_outcome : null;
      return {
        channelId: row?.channel_id ?? undefined,
        proven: Boolean(row?.delivered_at),
        closed: closed ?? undefined,
      };
    },
    rememberChannel: (discordId, channelId) => remember(discordId, { channel_id: channelId }),
    forgetChannel: (discordId) => remember(discordId, { channel_id: null }),
    rememberClosed: (discordId, outcome, until) =>
      remember(discordId, { closed_outcome: outcome, closed_until: until, delivered_at: null }),
    async reopen(discordId) {
      const values = { closed_outcome: null, closed_until: null };
      await db.updateTable("dm_channels").set(values).where("discord_id", "=", discordId).execute();
    },
  };
}
