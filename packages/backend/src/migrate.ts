import process from "node:process";
import {
  backendEnvironment,
  ConfigError,
  createLogger,
  ensureDatabase,
  loadConfig,
  loadEnvFile,
  migrateDatabase,
  openDatabase,
} from "@moddy/runtime";
import { MIGRATION_LOCK_ID, migrations } from "./store/migrations.ts";

const APPLICATION = "moddy-backend-migrate";

/** Brings the database up to date and ends: for a deployment that does so before it replaces what runs. */
async function main(): Promise<void> {
  loadEnvFile(".env", process.env);
  // All of it is read, so that a faulty variable stops the deployment while the old version still serves.
  const config = loadConfig(backendEnvironment, process.env);
  const logger = createLogger({ service: "backend", level: config.LOG_LEVEL });
  const url = config.DATABASE_URL;
  await ensureDatabase(url, APPLICATION);
  const database = openDatabase({ url, applicationName: APPLICATION, logger });
  try {
    const { applied } = await migrateDatabase(database.db, { migrations, lockId: MIGRATION_LOCK_ID });
    logger.info({ event: "database_migrated", applied }, "The database is up to date");
  } finally {
    await database.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
