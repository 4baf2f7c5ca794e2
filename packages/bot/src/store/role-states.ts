import { type Kysely, sql, type Transaction } from "kysely";
import type { BotTables } from "./tables.ts";

/** A member of a guild. */
export interface MemberKey {
  readonly guildId: string;
  readonly discordId: string;
}

/** What was last brought about for each member. */
export interface RoleStates {
  /** Begins a delivery; false when a newer one was begun before. Without a version it is never stale. */
  begin(member: MemberKey, version: number | undefined): Promise<boolean>;
  /** Announces the sets of managed roles that the member passes through until `until`. */
  expect(member: MemberKey, states: readonly (readonly string[])[], until: Date): Promise<void>;
  recordApplied(member: MemberKey, roles: readonly string[]): Promise<void>;
  /** Whether a member with exactly these managed roles is as we left them, or on the way there. */
  isOurs(member: MemberKey, roles: readonly string[]): Promise<boolean>;
  /** The member has come to a state on the way: what lies behind is expected no more, so that a return to it is news. */
  arrive(trx: Transaction<BotTables>, member: MemberKey, roles: readonly string[]): Promise<void>;
}

export function createRoleStates(db: Kysely<BotTables>, now: () => number): RoleStates {
  const update = ({ guildId, discordId }: MemberKey, query: Kysely<BotTables> = db) =>
    query.updateTable("role_states").where("guild_id", "=", guildId).where("discord_id", "=", discordId);
  return {
    async begin({ guildId, discordId }, version) {
      const row = await db
        .insertInto("role_states")
        .values({
          guild_id: guildId,
          discord_id: discordId,
          version: version ?? null,
          applied: null,
          expected: null,
          expected_until: null,
        })
        .onConflict((conflict) =>
          conflict
            .columns(["guild_id", "discord_id"])
            .doUpdateSet({ version: sql`coalesce(excluded.version, role_states.version)` })
            .where(sql<boolean>`coalesce(excluded.version >= role_states.version, true)`),
        )
        .returning("discord_id")
        .executeTakeFirst();
      return row !== undefined;
    },
    async expect(member, states, until) {
      const expected = JSON.stringify(states.map((roles) => roles.toSorted()));
      await update(member).set({ expected, expected_until: until }).execute();
    },
    async recordApplied(member, roles) {
      await update(member).set({ applied: roles.toSorted() }).execute();
    },
    async isOurs({ guildId, discordId }, roles) {
      const row = await db
        .selectFrom("role_states")
        .select(["applied", "expected", "expected_until"])
        .where("guild_id", "=", guildId)
        .where("discord_id", "=", discordId)
        .executeTakeFirst();
      const onTheWay = row?.expected_until && row.expected_until.getTime() > now() ? (row.expected ?? []) : [];
      const wanted = roles.toSorted().join();
      return [row?.applied ?? [], ...onTheWay].some((state) => state.join() === wanted);
    },
    async arrive(trx, member, roles) {
      const row = await trx
        .selectFrom("role_states")
        .select("expected")
        .where("guild_id", "=", member.guildId)
        .where("discord_id", "=", member.discordId)
        .forUpdate()
        .executeTakeFirst();
      const here = roles.toSorted().join();
      const place = row?.expected?.findIndex((state) => state.join() === here) ?? -1;
      if (place < 0) return;
      await update(member, trx)
        .set({ expected: JSON.stringify(row?.expected?.slice(place + 1)) })
        .execute();
    },
  };
}
