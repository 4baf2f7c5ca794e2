import { createLogger, migrateDatabase, openDatabase } from "@moddy/runtime";
import { sql } from "kysely";
import t from "tap";
import { createTestDatabase } from "../../../../test/support/database.ts";
import { createGivenRoles } from "../../src/store/given-roles.ts";
import { MIGRATION_LOCK_ID, migrations } from "../../src/store/migrations.ts";
import type { BotTables } from "../../src/store/tables.ts";

t.test("roles that were applied before there was a record count as given", async (t) => {
  const database = await createTestDatabase();
  t.teardown(() => database.drop());
  const logger = createLogger({ service: "bot", level: "silent" });
  const opened = openDatabase<BotTables>({ url: database.url, applicationName: "test", logger });
  t.teardown(() => opened.close());
  const { db } = opened;
  const { bot_0003_given_roles: _last, ...earlier } = migrations;
  await migrateDatabase(db, { migrations: earlier, lockId: MIGRATION_LOCK_ID });
  await sql`insert into role_states (guild_id, discord_id, version, applied) values
    ('1', '7', 5, array['11', '12', '11']), ('1', '8', 5, null), ('1', '9', null, array[]::text[])`.execute(db);
  await migrateDatabase(db, { migrations, lockId: MIGRATION_LOCK_ID });

  const givenRoles = createGivenRoles(db);
  const given = (roleId: string) => ({ roleId, state: "given", givenAt: null });
  t.same(await givenRoles.read({ guildId: "1", discordId: "7" }), [given("11"), given("12")]);
  t.same(await givenRoles.readMany("1", ["7", "8", "9"]), new Map([["7", ["11", "12"]]]));
  // The version before goes on working on these tables.
  await sql`insert into role_states (guild_id, discord_id, version, applied, observed) values ('1', '10', 1, null, null)`.execute(
    db,
  );
});
