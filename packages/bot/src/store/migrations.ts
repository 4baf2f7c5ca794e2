import { deliveryMigrations } from "@moddy/delivery";
import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const botTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("dm_channels")
      .addColumn("discord_id", "text", (column) => column.primaryKey())
      .addColumn("channel_id", "text")
      .addColumn("delivered_at", "timestamptz")
      .addColumn("closed_outcome", "text")
      .addColumn("closed_until", "timestamptz")
      .execute();
    await db.schema
      .createTable("messages")
      .addColumn("delivery_key", "text", (column) => column.notNull())
      .addColumn("rung", "text", (column) => column.notNull())
      .addColumn("discord_id", "text", (column) => column.notNull())
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("channel_id", "text")
      .addColumn("message_id", "text")
      .addColumn("intended_at", "timestamptz", (column) => column.notNull())
      .addPrimaryKeyConstraint("messages_pkey", ["delivery_key", "rung"])
      .execute();
    await db.schema.createIndex("messages_message_id").on("messages").column("message_id").execute();
    await db.schema.createIndex("messages_intended_at").on("messages").column("intended_at").execute();
    await db.schema
      .createTable("role_states")
      .addColumn("guild_id", "text", (column) => column.notNull())
      .addColumn("discord_id", "text", (column) => column.notNull())
      .addColumn("version", "bigint")
      .addColumn("applied", sql`text[]`)
      .addColumn("expected", "jsonb")
      .addColumn("expected_until", "timestamptz")
      .addPrimaryKeyConstraint("role_states_pkey", ["guild_id", "discord_id"])
      .execute();
    await db.schema
      .createTable("invalid_requests")
      .addColumn("id", "bigint", (column) => column.generatedAlwaysAsIdentity().primaryKey())
      .addColumn("at", "timestamptz", (column) => column.notNull())
      .execute();
    await db.schema
      .createTable("gateway_sessions")
      .addColumn("token", "text", (column) => column.primaryKey())
      .addColumn("session_id", "text")
      .addColumn("resume_url", "text")
      .addColumn("shard_count", "integer")
      .addColumn("sequence", "bigint")
      .addColumn("held", "boolean", (column) => column.notNull())
      .addColumn("alive_at", "timestamptz")
      .execute();
    await db.schema
      .createTable("gateway_identifies")
      .addColumn("id", "bigint", (column) => column.generatedAlwaysAsIdentity().primaryKey())
      .addColumn("token", "text", (column) => column.notNull())
      .addColumn("at", "timestamptz", (column) => column.notNull())
      .execute();
  },
};

/** Our own role changes are kept one by one until Discord has reported them; the columns for one change at a time stay unused. */
const expectedRoleChanges: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("expected_role_changes")
      .addColumn("id", "bigint", (column) => column.generatedAlwaysAsIdentity().primaryKey())
      .addColumn("guild_id", "text", (column) => column.notNull())
      .addColumn("discord_id", "text", (column) => column.notNull())
      .addColumn("roles_before", sql`text[]`, (column) => column.notNull())
      .addColumn("roles_after", sql`text[]`, (column) => column.notNull())
      .addColumn("expires_at", "timestamptz", (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("expected_role_changes_member")
      .on("expected_role_changes")
      .columns(["guild_id", "discord_id", "id"])
      .execute();
    await db.schema.alterTable("role_states").addColumn("observed", sql`text[]`).execute();
  },
};

/** Who gave a role is kept for each member and role. What was left and read back before counts as given by us. */
const givenRoles: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("given_roles")
      .addColumn("guild_id", "text", (column) => column.notNull())
      .addColumn("discord_id", "text", (column) => column.notNull())
      .addColumn("role_id", "text", (column) => column.notNull())
      .addColumn("state", "text", (column) => column.notNull().check(sql`state in ('intended', 'given')`))
      .addColumn("given_at", "timestamptz")
      .addPrimaryKeyConstraint("given_roles_pkey", ["guild_id", "discord_id", "role_id"])
      .execute();
    await sql`
      insert into given_roles (guild_id, discord_id, role_id, state)
      select distinct guild_id, discord_id, unnest(applied), 'given' from role_states where applied is not null
    `.execute(db);
    await db.schema.alterTable("role_states").addColumn("plan", "text").execute();
  },
};

/** Every migration of the bot's database. */
export const migrations: Record<string, Migration> = {
  ...deliveryMigrations,
  bot_0001_tables: botTables,
  bot_0002_expected_role_changes: expectedRoleChanges,
  bot_0003_given_roles: givenRoles,
};

/** The lock under which processes that start together take turns to migrate. */
export const MIGRATION_LOCK_ID = 0x0b07;
