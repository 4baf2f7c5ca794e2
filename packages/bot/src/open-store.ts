import { createInbox, type DeliveryStep, type Inbox } from "@moddy/delivery";
import {
  type AdvisoryLocks,
  type BotEnvironment,
  createAdvisoryLocks,
  ensureDatabase,
  migrateDatabase,
  openDatabase,
  type Shutdown,
} from "@moddy/runtime";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import { MIGRATION_LOCK_ID, migrations } from "./store/migrations.ts";
import type { BotTables } from "./store/tables.ts";

/** The bot's database, and what lives on it. */
export interface Store {
  readonly db: Kysely<BotTables>;
  readonly locks: AdvisoryLocks;
  readonly inbox: Inbox;
}

/** Opens the database and brings its tables up to date. */
export async function openStore(options: {
  config: BotEnvironment;
  logger: Logger;
  shutdown: Shutdown;
  step: (name: DeliveryStep) => Promise<void> | void;
}): Promise<Store> {
  const { logger, shutdown, step } = options;
  const { DATABASE_URL: url } = options.config;
  await ensureDatabase(url, "moddy-bot");
  const database = openDatabase<BotTables>({ url, applicationName: "moddy-bot", logger });
  shutdown.add("database", () => database.close());
  const { db } = database;
  await migrateDatabase(db, { migrations, lockId: MIGRATION_LOCK_ID });
  const locks = createAdvisoryLocks({ url, applicationName: "moddy-bot-locks", logger });
  shutdown.add("locks", () => locks.close());
  return { db, locks, inbox: createInbox({ db, locks, step }) };
}
