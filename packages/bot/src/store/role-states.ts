import { type Kysely, sql, type Transaction } from "kysely";
import { dropIntentions, intendRoles } from "./given-roles.ts";
import type { MemberKey } from "./member-key.ts";
import type { BotTables } from "./tables.ts";

/** For how long Discord may take to report a change, in seconds; it keeps the events of a lost connection for less. */
const REPORTED_WITHIN_S = 15 * 60;

/** One change of a member's managed roles. */
export interface RoleSetChange {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** A recorded change of our own. */
export interface ExpectedChange extends RoleSetChange {
  readonly id: string;
  readonly member: MemberKey;
}

/** What was last applied to each member, and which of our own changes Discord has yet to report. */
export interface RoleStates {
  /** Begins a change; false when a newer one was begun before. A change without a version is never old. */
  begin(member: MemberKey, change: { readonly plan: string; readonly version: number | undefined }): Promise<boolean>;
  /** Records a change that is about to be made: Discord will report it. A role that it adds is one that we give. */
  expect(member: MemberKey, change: RoleSetChange): Promise<ExpectedChange>;
  /** The change was certainly not made. */
  withdraw(change: ExpectedChange): Promise<void>;
  /** The plan of the last update; null before the first one. */
  readPlan(member: MemberKey): Promise<string | null>;
  recordApplied(member: MemberKey, roles: readonly string[]): Promise<void>;
  /** What is known of a member, in the transaction of the event that reports their roles; others wait for its end. */
  lockHistory(
    trx: Transaction<BotTables>,
    member: MemberKey,
  ): Promise<{
    applied: readonly string[] | null;
    observed: readonly string[] | null;
    expected: readonly (RoleSetChange & { id: string })[];
  }>;
  /** Records what Discord has reported. The change `reported` and those before it are expected no more. */
  recordObserved(
    trx: Transaction<BotTables>,
    member: MemberKey,
    roles: readonly string[],
    reported: { readonly id: string } | undefined,
  ): Promise<void>;
  /** Events were lost: what Discord reported last is not known any more, of any member. */
  forgetObserved(): Promise<void>;
  /** Deletes changes that Discord will not report any more. */
  purge(): Promise<void>;
}

/** Locks what is known of a member until the transaction ends. */
async function lockMember(trx: Transaction<BotTables>, { guildId, discordId }: MemberKey) {
  return await trx
    .selectFrom("role_states")
    .select(["version", "applied", "observed"])
    .where("guild_id", "=", guildId)
    .where("discord_id", "=", discordId)
    .forUpdate()
    .executeTakeFirst();
}

const addedBy = ({ before, after }: RoleSetChange): string[] => after.filter((role) => !before.includes(role));

export function createRoleStates(db: Kysely<BotTables>): RoleStates {
  const update = ({ guildId, discordId }: MemberKey, query: Kysely<BotTables> = db) =>
    query.updateTable("role_states").where("guild_id", "=", guildId).where("discord_id", "=", discordId);
  return {
    async begin({ guildId, discordId }, { plan, version }) {
      const row = await db
        .insertInto("role_states")
        .values({
          guild_id: guildId,
          discord_id: discordId,
          version: version ?? null,
          plan,
          applied: null,
          observed: null,
        })
        .onConflict((conflict) =>
          conflict
            .columns(["guild_id", "discord_id"])
            .doUpdateSet({ version: sql`coalesce(excluded.version, role_states.version)`, plan })
            .where(sql<boolean>`coalesce(excluded.version >= role_states.version, true)`),
        )
        .returning("discord_id")
        .executeTakeFirst();
      return row !== undefined;
    },
    expect: (member, change) =>
      db.transaction().execute(async (trx) => {
        // An event that was sent before the change may be at work: it sees both of its records or neither.
        await lockMember(trx, member);
        const { id } = await trx
          .insertInto("expected_role_changes")
          .values({
            guild_id: member.guildId,
            discord_id: member.discordId,
            roles_before: [...change.before],
            roles_after: [...change.after],
            expires_at: sql<Date>`now() + make_interval(secs => ${REPORTED_WITHIN_S})`,
          })
          .returning("id")
          .executeTakeFirstOrThrow();
        await intendRoles(trx, member, addedBy(change));
        return { id, member, ...change };
      }),
    async withdraw({ id, member, ...change }) {
      await db.deleteFrom("expected_role_changes").where("id", "=", id).execute();
      await dropIntentions(db, member, addedBy(change));
    },
    async readPlan({ guildId, discordId }) {
      const row = await db
        .selectFrom("role_states")
        .select("plan")
        .where("guild_id", "=", guildId)
        .where("discord_id", "=", discordId)
        .executeTakeFirst();
      return row?.plan ?? null;
    },
    async recordApplied(member, roles) {
      await update(member)
        .set({ applied: [...roles] })
        .execute();
    },
    async lockHistory(trx, member) {
      const row = await lockMember(trx, member);
      const { guildId, discordId } = member;
      const expected = await trx
        .selectFrom("expected_role_changes")
        .select(["id", "roles_before as before", "roles_after as after"])
        .where("guild_id", "=", guildId)
        .where("discord_id", "=", discordId)
        .where("expires_at", ">", sql<Date>`now()`)
        .orderBy("id")
        .execute();
      return { applied: row?.applied ?? null, observed: row?.observed ?? null, expected };
    },
    async recordObserved(trx, member, roles, reported) {
      await update(member, trx)
        .set({ observed: [...roles] })
        .execute();
      if (!reported) return;
      await trx
        .deleteFrom("expected_role_changes")
        .where("guild_id", "=", member.guildId)
        .where("discord_id", "=", member.discordId)
        .where("id", "<=", reported.id)
        .execute();
    },
    async forgetObserved() {
      await db.updateTable("role_states").set({ observed: null }).where("observed", "is not", null).execute();
    },
    async purge() {
      await db.deleteFrom("expected_role_changes").where("expires_at", "<=", sql<Date>`now()`).execute();
    },
  };
}
