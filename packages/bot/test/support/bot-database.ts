import { type Database, migrateDatabase, openDatabase } from "@moddy/runtime";
import { sql } from "kysely";
import { pino } from "pino";
import type { Test } from "tap";
import { createTestDatabase } from "../../../../test/support/database.ts";
import { MIGRATION_LOCK_ID, migrations } from "../../src/store/migrations.ts";
import type { BotTables } from "../../src/store/tables.ts";

function open(url: string): Database<BotTables> {
  return openDatabase<BotTables>({ url, applicationName: "moddy-bot-test", logger: pino({ level: "silent" }) });
}

async function migrate(url: string): Promise<void> {
  const database = open(url);
  await migrateDatabase(database.db, { migrations, lockId: MIGRATION_LOCK_ID });
  await database.close();
}

/** A bot's database of its own, gone with the test. @returns its address. */
export async function createBotDatabase(t: Test): Promise<string> {
  const database = await createTestDatabase({ migrate });
  t.teardown(() => database.drop());
  return database.url;
}

/** The same, to be looked into. */
export async function openBotDatabase(t: Test): Promise<{ url: string; db: Database<BotTables>["db"] }> {
  const url = await createBotDatabase(t);
  const database = open(url);
  t.teardown(() => database.close());
  return { url, db: database.db };
}

/** Makes the identifies that are recorded so much older, in milliseconds. */
export async function ageIdentifies(db: Database<BotTables>["db"], ms: number): Promise<void> {
  const at = sql<Date>`at - make_interval(secs => ${ms / 1000})`;
  await db.updateTable("gateway_identifies").set({ at }).execute();
}
