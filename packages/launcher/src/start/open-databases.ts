import { join, relative } from "node:path";
import type { Client } from "pg";
import { chooseDataFolder } from "../postgres/choose-folder.ts";
import { withDatabase } from "../postgres/connection-url.ts";
import { findBinaries } from "../postgres/find-binaries.ts";
import { findServerUser } from "../postgres/server-user.ts";
import { connect, supervisePostgres } from "../postgres/supervise-postgres.ts";
import type { Report } from "../progress/report.ts";
import { root } from "../root.ts";

export interface Databases extends AsyncDisposable {
  backendUrl: string;
  botUrl: string;
  /** 1, or more while other runs use the same server: each slot has databases of its own. */
  slot: number;
  /** Where the server is and what it is, for people. */
  description: string;
  /** Rejects when the embedded server is gone for good. */
  failed: Promise<never>;
}

export interface DatabaseOptions {
  /** A server to use in place of the embedded one. */
  databaseUrl: string | undefined;
  sandbox: boolean;
  logsFolder: string;
  report: Report;
}

interface Server extends AsyncDisposable {
  url: string;
  place: string;
  connection: () => Client;
  failed: Promise<never>;
}

const never = new Promise<never>(() => undefined);
const slots = 20;
/** Any number that nobody else uses for an advisory lock on the database `postgres`. */
const lockNamespace = 77_033_944;

/**
 * Prepares the two databases on the server that DATABASE_URL names, or on an embedded one. A sandbox forgets everything
 * when it stops, so its databases are created anew; those used with real accounts are kept.
 */
export async function openDatabases(options: DatabaseOptions): Promise<Databases> {
  const { databaseUrl, sandbox } = options;
  let slot = 1;
  const lockSlotAgain = async (connection: Client) => {
    options.report.warn("PostgreSQL ended and was started again.");
    if (sandbox) await tryLock(connection, slot);
  };
  await using stack = new AsyncDisposableStack();
  const server = stack.use(databaseUrl ? await useServer(databaseUrl) : await embedServer(options, lockSlotAgain));
  const connection = server.connection();
  if (sandbox) slot = await takeSlot(connection);
  const suffix = slot === 1 ? "" : `_${slot}`;
  const [backend, bot] = ["backend", "bot"].map((side) => `moddy_${sandbox ? "sandbox_" : ""}${side}${suffix}`) as [
    string,
    string,
  ];
  for (const name of [backend, bot]) await createDatabase(connection, name, sandbox);
  const { rows } = await connection.query<{ server_version: string }>("show server_version");
  const owned = stack.move();
  return {
    backendUrl: withDatabase(server.url, backend),
    botUrl: withDatabase(server.url, bot),
    slot,
    description: `PostgreSQL ${rows[0]?.server_version.split(" ")[0]} (${server.place}): ${backend}, ${bot}`,
    failed: server.failed,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function useServer(url: string): Promise<Server> {
  const connection = await connect(url).catch((error: unknown) => {
    throw new Error(`The server of DATABASE_URL cannot be reached: ${String(error)}`);
  });
  const dispose = () => connection.end().catch(() => undefined);
  return { url, place: "DATABASE_URL", connection: () => connection, failed: never, [Symbol.asyncDispose]: dispose };
}

async function embedServer(
  { logsFolder }: DatabaseOptions,
  onRestart: (connection: Client) => Promise<void>,
): Promise<Server> {
  const user = findServerUser();
  const folder = chooseDataFolder(root, user);
  const logFile = join(logsFolder, "postgres.log");
  const settings = { max_connections: "200" };
  const postgres = await supervisePostgres(
    { folder, binaries: findBinaries(user), user, settings, logFile },
    onRestart,
  );
  const near = relative(root, folder);
  return {
    ...postgres,
    place: `${near.startsWith("..") ? folder : near}${postgres.joined ? ", already running" : ""}`,
  };
}

/** Takes the first slot that no other run holds, until the connection ends. */
async function takeSlot(connection: Client): Promise<number> {
  for (let slot = 1; slot <= slots; slot++) if (await tryLock(connection, slot)) return slot;
  throw new Error(`${slots} runs are alive on this PostgreSQL already.`);
}

async function tryLock(connection: Client, slot: number): Promise<boolean> {
  const query = "select pg_try_advisory_lock($1, $2) as got";
  const { rows } = await connection.query<{ got: boolean }>(query, [lockNamespace, slot]);
  return rows[0]?.got === true;
}

async function createDatabase(connection: Client, name: string, anew: boolean): Promise<void> {
  if (anew) await connection.query(`drop database if exists ${name} with (force)`);
  const { rowCount } = await connection.query("select from pg_database where datname = $1", [name]);
  if (rowCount === 0) await connection.query(`create database ${name}`);
}
