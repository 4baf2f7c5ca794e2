import { setTimeout as delay } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";

async function waitForLock<DB>(connection: Kysely<DB>, lockId: number): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ got: boolean }>`select pg_try_advisory_lock(${lockId}) as got`.execute(connection);
    if (rows[0]?.got) return;
    await delay(100);
  }
}

/**
 * Applies the missing migrations, all or none. Processes that start together wait for each other by `lockId`.
 * @returns the names of the migrations that were applied now.
 * @throws the first error of a migration; then nothing was changed.
 */
export function migrateDatabase<DB>(
  db: Kysely<DB>,
  options: { migrations: Record<string, Migration>; lockId: number },
): Promise<{ applied: string[] }> {
  return db.connection().execute(async (connection) => {
    await waitForLock(connection, options.lockId);
    try {
      const migrator = new Migrator({
        db: connection,
        provider: { getMigrations: async () => options.migrations },
        // The migrations of a package do not always sort after those of the service.
        allowUnorderedMigrations: true,
      });
      const { error, results } = await migrator.migrateToLatest();
      if (error) throw error instanceof Error ? error : new Error("A migration failed", { cause: error });
      return { applied: (results ?? []).map((result) => result.migrationName) };
    } finally {
      await sql`select pg_advisory_unlock(${options.lockId})`.execute(connection);
    }
  });
}
