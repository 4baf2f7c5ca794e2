import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Pool } from "pg";
import { prepareFolder } from "../../../../packages/launcher/src/postgres/choose-folder.ts";
import { socketUrl } from "../../../../packages/launcher/src/postgres/connection-url.ts";
import { findBinaries } from "../../../../packages/launcher/src/postgres/find-binaries.ts";
import { findServerUser } from "../../../../packages/launcher/src/postgres/server-user.ts";
import { type PostgresServer, startPostgres } from "../../../../packages/launcher/src/postgres/start-postgres.ts";

/** A PostgreSQL server that can be killed without losing what it has committed. */
export interface Cluster {
  /** Where it takes connections. */
  readonly socket: string;
  /** Reads beside the services, past every broken link; patient while the server is being started again. */
  query<T extends object>(database: string, text: string, values?: readonly unknown[]): Promise<T[]>;
  /** Ends the server itself with SIGKILL, and starts it again. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** Commits reach the disk before they are answered. */
const settings = {
  fsync: "on",
  synchronous_commit: "on",
  max_connections: "200",
  max_wal_size: "2GB",
  shared_buffers: "256MB",
};

const RESTART_MS = 30_000;

/** The server is gone, starts or stops (class 57), or the connection is (class 08, or no code of PostgreSQL's at all). */
function isConnectionTrouble(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return !/^[0-9A-Z]{5}$/.test(code) || code.startsWith("57") || code.startsWith("08");
}

/** Starts a server of its own in a new folder below `parent`, with these databases. */
export async function startPostgresCluster(parent: string, databases: readonly string[]): Promise<Cluster> {
  const user = findServerUser();
  const folder = prepareFolder(mkdtempSync(join(parent, "pg-")), user);
  const start = (): Promise<PostgresServer> =>
    startPostgres({ folder, binaries: findBinaries(user), user, settings, logFile: join(parent, "postgres.log") });
  let server = await start();
  const pools = new Map<string, Pool>();

  function poolOf(database: string): Pool {
    const known = pools.get(database);
    if (known) return known;
    const pool = new Pool({ connectionString: socketUrl(folder, database), max: 2 });
    pool.on("error", () => undefined);
    pools.set(database, pool);
    return pool;
  }

  for (const name of databases) await poolOf("postgres").query(`create database ${name}`);
  return {
    socket: join(folder, ".s.PGSQL.5432"),
    async query<T extends object>(database: string, text: string, values: readonly unknown[] = []) {
      for (const end = performance.now() + RESTART_MS; ; await delay(100)) {
        try {
          return (await poolOf(database).query<T>(text, [...values])).rows;
        } catch (error) {
          if (performance.now() > end || !isConnectionTrouble(error)) throw error;
        }
      }
    },
    async kill() {
      const pid = Number.parseInt(readFileSync(join(folder, "postmaster.pid"), "utf8"), 10);
      process.kill(pid, "SIGKILL");
      await server.ended;
      server = await start();
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.end()));
      await server[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
