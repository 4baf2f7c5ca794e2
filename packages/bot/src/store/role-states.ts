import { type Kysely, sql, type Transaction } from "kysely";
import type { BotTables } from "./tables.ts";

/** A member of a guild. */
export interface MemberKey {
  readonly guildId: string;
  readonly discordId: string;
}

/** What was last applied to each member, and which of our own changes Discord has yet to report. */
export interface RoleStates {
  /** Begins a change; false when a newer one was begun before. A change without a version is never old. */
  begin(member: MemberKey, version: number | undefined): Promise<boolean>;
  /** Announces the sets of managed roles that the member passes through until `until`. */
  expect(member: MemberKey, states: readonly (readonly string[])[], until: Date): Promise<void>;
  recordApplied(member: MemberKey, roles: readonly string[]): Promise<void>;
  /**
   * Takes note of the managed roles that an event shows, in its transaction. @returns whether we caused them ourselves. An
   * expected set is expected no more once the member has passed it.
   */
  observe(trx: Transaction<BotTables>, member: MemberKey, roles: readonly string[]): Promise<boolean>;
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
    async observe(trx, member, roles) {
      const row = await trx
        .selectFrom("role_states")
        .select(["applied", "expected", "expected_until"])
        .where("guild_id", "=", member.guildId)
        .where("discord_id", "=", member.discordId)
        .forUpdate()
        .executeTakeFirst();
      const observed = roles.toSorted().join();
      const pending = row?.expected_until && row.expected_until.getTime() > now() ? (row.expected ?? []) : [];
      const place = pending.findIndex((expected) => expected.join() === observed);
      if (place < 0) return (row?.applied ?? []).join() === observed;
      await update(member, trx)
        .set({ expected: JSON.stringify(pending.slice(place + 1)) })
        .execute();
      return true;
    },
  };
}
