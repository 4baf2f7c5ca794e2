import { Kysely, PostgresDialect } from "kysely";
import { Pool } from "pg";
import type { Logger } from "pino";
import { connectionSettings, STATEMENT_TIMEOUT_MS } from "./connection-settings.ts";

/** An open database: typed queries, and the pool for code that needs a connection of its own. */
export interface Database<DB> {
  readonly db: Kysely<DB>;
  readonly pool: Pool;
  close(): Promise<void>;
}

/**
 * Opens a pool of connections. The first query makes the first connection, and a lost one is replaced by the next query.
 * PostgreSQL cancels a statement after 15 s.
 */
export function openDatabase<DB>(options: {
  url: string;
  applicationName: string;
  poolSize?: number;
  logger: Logger;
}): Database<DB> {
  const pool = new Pool({
    ...connectionSettings(options.url, options.applicationName, STATEMENT_TIMEOUT_MS + 5_000),
    max: options.poolSize ?? 10,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
  });
  // A connection that breaks during a query rejects the query and also emits an error, which without a listener ends the process.
  pool.on("connect", (client) => client.on("error", () => undefined));
  pool.on("error", (err) => options.logger.warn({ err, event: "database_connection_lost" }, "A connection was lost"));
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
  return { db, pool, close: () => db.destroy() };
}
