import { type Kysely, sql } from "kysely";
import type { BackendDatabase } from "./schema.ts";

type Db = Kysely<BackendDatabase>;

/** What the bot said last of the roles that it gave to a Discord user. */
export interface GivenRolesRecord {
  /** The version of the update that it answered; null before the first one. */
  readonly version: number | null;
  readonly roleIds: readonly string[];
  /** Roles of an earlier bot that the bot has yet to adopt. */
  readonly adoptRoleIds: readonly string[];
}

/** What a reply of the bot says of the roles that it gave. */
export interface GivenRolesReply {
  readonly version: number;
  /** All roles that it gave; undefined from a bot that does not say it. */
  readonly given: readonly string[] | undefined;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** The roles that it was to adopt, and has. */
  readonly adopted: readonly string[];
}

/** Reads the record of a Discord user. */
export async function readGivenRoles(db: Db, discordId: string): Promise<GivenRolesRecord | undefined> {
  const row = await db
    .selectFrom("given_roles")
    .select(["version", "role_ids", "adopt_role_ids"])
    .where("discord_id", "=", discordId)
    .executeTakeFirst();
  if (!row) return undefined;
  const version = row.version === null ? null : Number(row.version);
  return { version, roleIds: row.role_ids, adoptRoleIds: row.adopt_role_ids };
}

/** The roles that the bot gave to each Discord user, as it said last. */
export async function readAllGivenRoles(db: Db): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db.selectFrom("given_roles").select(["discord_id", "role_ids"]).execute();
  return new Map(rows.map(({ discord_id, role_ids }) => [discord_id, role_ids]));
}

/** The bot is to adopt these roles, with the next update that it carries out for the user. */
export async function requestAdoption(db: Db, discordId: string, roleIds: readonly string[]): Promise<void> {
  await db
    .insertInto("given_roles")
    .values({ discord_id: discordId, adopt_role_ids: [...roleIds] })
    .onConflict((conflict) => conflict.column("discord_id").doUpdateSet({ adopt_role_ids: [...roleIds] }))
    .execute();
}

/** Stores what a reply says, unless a reply to a later update was stored before. */
export async function recordGivenRoles(db: Db, discordId: string, reply: GivenRolesReply): Promise<void> {
  const { version, given, added, removed, adopted } = reply;
  const list = (roles: readonly string[]) => sql<string[]>`${[...roles]}::text[]`;
  const without = (column: string, roles: readonly string[]) =>
    sql<string[]>`array(select unnest(${sql.ref(column)}) except select unnest(${list(roles)}))`;
  const changed = sql<string[]>`array(
    (select unnest(given_roles.role_ids) union select unnest(${list(added)})) except select unnest(${list(removed)}))`;
  await db
    .insertInto("given_roles")
    .values({ discord_id: discordId, version, role_ids: [...(given ?? added)] })
    .onConflict((conflict) =>
      conflict
        .column("discord_id")
        .doUpdateSet({
          version,
          role_ids: given ? list(given) : changed,
          adopt_role_ids: without("given_roles.adopt_role_ids", adopted),
          updated_at: sql<Date>`now()`,
        })
        .where(sql<boolean>`coalesce(given_roles.version <= excluded.version, true)`),
    )
    .execute();
}
