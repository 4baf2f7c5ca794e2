import { type Kysely, sql, type Transaction } from "kysely";
import type { GivenRole, GivenRolesVerdict } from "../roles/judge-given-roles.ts";
import type { MemberKey } from "./member-key.ts";
import type { BotTables } from "./tables.ts";

type Db = Kysely<BotTables>;

/** A role that we gave, and when; null where that is not known. */
export interface DatedRole extends GivenRole {
  readonly givenAt: Date | null;
}

/** What an earlier reply said about a member, kept by the backend. */
export interface GivenSnapshot {
  readonly version: number;
  readonly roleIds: readonly string[];
}

/** Which roles we gave to whom. A role that a member holds and that is not here was given by hand. */
export interface GivenRoles {
  read(member: MemberKey): Promise<DatedRole[]>;
  /** Those among these roles, in the transaction of an event. */
  readAmong(trx: Transaction<BotTables>, member: MemberKey, among: ReadonlySet<string>): Promise<GivenRole[]>;
  /** The roles that were given to each of these members; none for the others. */
  readMany(guildId: string, discordIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /**
   * Compares the record with the roles that the member holds: what we meant to give and is there was given by us; what
   * we gave and is not there is ours no more, whoever gives it next. @returns the roles that we gave and the member holds.
   */
  settle(member: MemberKey, held: readonly string[]): Promise<string[]>;
  /** These roles count as given by us from now on. */
  adopt(member: MemberKey, roleIds: readonly string[]): Promise<void>;
  /** Takes over a record that is newer than what is known here, as after a loss of this database. */
  restore(member: MemberKey, snapshot: GivenSnapshot): Promise<void>;
  /** Records what an event of Discord says, in its transaction. */
  record(trx: Transaction<BotTables>, member: MemberKey, verdict: GivenRolesVerdict): Promise<void>;
}

/** Records roles that we are about to give. */
export async function intendRoles(
  db: Db,
  { guildId, discordId }: MemberKey,
  roleIds: readonly string[],
): Promise<void> {
  await insert(db, { guildId, discordId }, roleIds, "intended");
}

/** These roles were certainly not given. */
export async function dropIntentions(db: Db, member: MemberKey, roleIds: readonly string[]): Promise<void> {
  if (roleIds.length === 0) return;
  await remove(db, member, roleIds).where("state", "=", "intended").execute();
}

/** A call of ours that may still be on its way gives the role later: another process's, or one whose answer was lost. */
const isNotAwaited = sql<boolean>`(state = 'given' or not exists (
  select from expected_role_changes change
  where change.guild_id = given_roles.guild_id and change.discord_id = given_roles.discord_id
    and change.expires_at > now() and role_id = any(roles_after) and role_id <> all(roles_before)
))`;

export function createGivenRoles(db: Db): GivenRoles {
  return {
    read: (member) => read(db, member),
    async readAmong(trx, member, among) {
      return (await read(trx, member)).filter(({ roleId }) => among.has(roleId));
    },
    async readMany(guildId, discordIds) {
      const rows = await db
        .selectFrom("given_roles")
        .select(["discord_id", sql<string[]>`array_agg(role_id order by role_id)`.as("roles")])
        .where("guild_id", "=", guildId)
        .where("discord_id", "=", sql<string>`any(${sql.val([...discordIds])}::text[])`)
        .groupBy("discord_id")
        .execute();
      return new Map(rows.map(({ discord_id, roles }) => [discord_id, roles]));
    },
    async settle(member, held) {
      const rows = await read(db, member);
      const lost = rows.filter(({ roleId }) => !held.includes(roleId)).map(({ roleId }) => roleId);
      const kept = rows.filter(({ roleId }) => held.includes(roleId));
      const seen = kept.filter(({ state }) => state === "intended").map(({ roleId }) => roleId);
      if (lost.length > 0) await remove(db, member, lost).where(isNotAwaited).execute();
      await confirm(db, member, seen);
      return kept.map(({ roleId }) => roleId);
    },
    adopt: (member, roleIds) => insert(db, member, roleIds, "given"),
    restore: (member, snapshot) => db.transaction().execute((trx) => restore(trx, member, snapshot)),
    async record(trx, member, { confirmed, lost }) {
      if (lost.length > 0) await remove(trx, member, lost).execute();
      await confirm(trx, member, confirmed);
    },
  };
}

async function read(db: Db, { guildId, discordId }: MemberKey): Promise<DatedRole[]> {
  return await db
    .selectFrom("given_roles")
    .select(["role_id as roleId", "state", "given_at as givenAt"])
    .where("guild_id", "=", guildId)
    .where("discord_id", "=", discordId)
    .orderBy("role_id")
    .execute();
}

async function insert(
  db: Db,
  { guildId, discordId }: MemberKey,
  roleIds: readonly string[],
  state: GivenRole["state"],
) {
  if (roleIds.length === 0) return;
  const values = roleIds.map((role_id) => ({
    guild_id: guildId,
    discord_id: discordId,
    role_id,
    state,
    given_at: null,
  }));
  await db
    .insertInto("given_roles")
    .values(values)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

function remove(db: Db, { guildId, discordId }: MemberKey, roleIds: readonly string[]) {
  return db
    .deleteFrom("given_roles")
    .where("guild_id", "=", guildId)
    .where("discord_id", "=", discordId)
    .where("role_id", "in", roleIds);
}

async function confirm(db: Db, { guildId, discordId }: MemberKey, roleIds: readonly string[]): Promise<void> {
  if (roleIds.length === 0) return;
  await db
    .updateTable("given_roles")
    .set({ state: "given", given_at: sql<Date>`now()` })
    .where("guild_id", "=", guildId)
    .where("discord_id", "=", discordId)
    .where("role_id", "in", roleIds)
    .where("state", "=", "intended")
    .execute();
}

async function restore(trx: Transaction<BotTables>, member: MemberKey, { version, roleIds }: GivenSnapshot) {
  const row = await trx
    .selectFrom("role_states")
    .select("version")
    .where("guild_id", "=", member.guildId)
    .where("discord_id", "=", member.discordId)
    .forUpdate()
    .executeTakeFirst();
  const known = row?.version ?? null;
  if (known !== null && Number(known) >= version) return;
  // Without a version it is not known which of the two is newer: then both count.
  if (known !== null) {
    const { guildId, discordId } = member;
    await trx.deleteFrom("given_roles").where("guild_id", "=", guildId).where("discord_id", "=", discordId).execute();
  }
  await insert(trx, member, roleIds, "given");
}
