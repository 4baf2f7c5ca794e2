import { mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { Client } from "pg";
import { chooseDataFolder } from "../postgres/choose-folder.ts";
import { withDatabase } from "../postgres/connection-url.ts";
import { findBinaries } from "../postgres/find-binaries.ts";
import { findServerUser } from "../postgres/server-user.ts";
import { startPostgres } from "../postgres/start-postgres.ts";
import { root } from "../tools/root.ts";

export interface Databases extends AsyncDisposable {
  backendUrl: string;
  botUrl: string;
  /** 1, or more where other runs on the same server are alive: their databases are left alone. */
  slot: number;
  /** Where the server is and what it is, for people. */
  description: string;
  /** Resolves when a server that was started here has ended. */
  ended: Promise<void>;
}

interface Server extends AsyncDisposable {
  url: string;
  place: string;
  ended: Promise<void>;
}

const never = new Promise<never>(() => undefined);
const slots = 20;
/** Any number that nobody else uses for an advisory lock on the database `postgres`. */
const lockNamespace = 77_033_944;

/**
 * Makes the two databases ready on the server that DATABASE_URL names, or on an embedded one. A sandbox forgets
 * everything when it stops, so its databases begin anew; those beside real accounts are kept.
 */
export async function openDatabases(options: {
  databaseUrl: string | undefined;
  sandbox: boolean;
  logsFolder: string;
}): Promise<Databases> {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await openServer(options.databaseUrl, options.logsFolder));
  const client = new Client({ connectionString: server.url, keepAlive: true });
  client.on("error", () => undefined);
  await client.connect().catch((error: unknown) => {
    throw new Error(`PostgreSQL cannot be reached: ${error instanceof Error ? error.message : String(error)}`);
  });
  stack.defer(() => client.end().catch(() => undefined));
  const slot = options.sandbox ? await takeSlot(client) : 1;
  const suffix = slot === 1 ? "" : `_${slot}`;
  const names = ["backend", "bot"].map((name) => `moddy_${options.sandbox ? "sandbox_" : ""}${name}${suffix}`);
  for (const name of names) await makeDatabase(client, name, options.sandbox);
  const { rows } = await client.query<{ server_version: string }>("show server_version");
  const owned = stack.move();
  return {
    backendUrl: withDatabase(server.url, names[0] ?? ""),
    botUrl: withDatabase(server.url, names[1] ?? ""),
    slot,
    description: `PostgreSQL ${rows[0]?.server_version.split(" ")[0]}, ${server.place}: ${names.join(", ")}`,
    ended: server.ended,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function openServer(databaseUrl: string | undefined, logsFolder: string): Promise<Server> {
  if (databaseUrl !== undefined) {
    return { url: databaseUrl, place: "DATABASE_URL", ended: never, [Symbol.asyncDispose]: async () => undefined };
  }
  const user = findServerUser();
  mkdirSync(logsFolder, { recursive: true });
  const folder = chooseDataFolder(root, user);
  const server = await startPostgres({
    folder,
    binaries: findBinaries(user),
    user,
    settings: { max_connections: "200" },
    logFile: join(logsFolder, "postgres.log"),
  });
  const near = relative(root, folder);
  return { ...server, place: `${near.startsWith("..") ? folder : near}${server.started ? "" : " (already running)"}` };
}

/** The first number that no other live run holds; it is held until the connection ends. */
async function takeSlot(client: Client): Promise<number> {
  for (let slot = 1; slot <= slots; slot++) {
    const { rows } = await client.query<{ got: boolean }>("select pg_try_advisory_lock($1, $2) as got", [
      lockNamespace,
      slot,
    ]);
    if (rows[0]?.got) return slot;
  }
  throw new Error(`${slots} runs are alive on this PostgreSQL already.`);
}

async function makeDatabase(client: Client, name: string, anew: boolean): Promise<void> {
  if (anew) await client.query(`drop database if exists ${name} with (force)`);
  const { rowCount } = await client.query("select from pg_database where datname = $1", [name]);
  if (rowCount === 0) await client.query(`create database ${name}`);
}
