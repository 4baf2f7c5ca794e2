import type { Migration } from "kysely/migration";
import type { z } from "zod";
import { ConfigError, loadConfig } from "../config/load-config.ts";
import { loadEnvFile } from "../config/load-env-file.ts";
import { createLogger } from "../create-logger.ts";
import { ensureDatabase } from "./ensure-database.ts";
import { migrateDatabase } from "./migrate-database.ts";
import { openDatabase } from "./open-database.ts";

/** Which database is migrated, and how. */
export interface MigrateAndExitOptions {
  readonly service: "backend" | "bot";
  /** All variables are checked, so that a faulty one stops the deployment while the old version still serves. */
  readonly environment: z.ZodType<{ DATABASE_URL: string; LOG_LEVEL: string }>;
  readonly migrations: Record<string, Migration>;
  readonly lockId: number;
  readonly process: Pick<NodeJS.Process, "env" | "exit">;
}

async function migrate({ service, environment, migrations, lockId, process }: MigrateAndExitOptions): Promise<void> {
  loadEnvFile(".env", process.env);
  const { DATABASE_URL: url, LOG_LEVEL: level } = loadConfig(environment, process.env);
  const logger = createLogger({ service, level });
  const applicationName = `moddy-${service}-migrate`;
  await ensureDatabase(url, applicationName);
  const database = openDatabase({ url, applicationName, logger });
  try {
    const { applied } = await migrateDatabase(database.db, { migrations, lockId });
    logger.info({ event: "database_migrated", applied }, "The database is up to date");
  } finally {
    await database.close();
  }
}

/**
 * Migrates a service's database, for a deployment that does so before it replaces the running version. If it fails it prints
 * why and exits with status 1.
 */
export async function migrateAndExit(options: MigrateAndExitOptions): Promise<void> {
  try {
    await migrate(options);
  } catch (error) {
    console.error(error instanceof ConfigError ? error.message : error);
    options.process.exit(1);
  }
}
