import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { prepareFolder } from "../../packages/launcher/src/postgres/choose-folder.ts";
import { withDatabase } from "../../packages/launcher/src/postgres/connection-url.ts";
import { findBinaries } from "../../packages/launcher/src/postgres/find-binaries.ts";
import { canReach, findServerUser } from "../../packages/launcher/src/postgres/server-user.ts";
import { type PostgresServer, startPostgres } from "../../packages/launcher/src/postgres/start-postgres.ts";

/** A PostgreSQL server for the measurements. */
export interface Database extends AsyncDisposable {
  /** A folder that goes with it. */
  readonly folder: string;
  /** Makes an empty database, in the place of one of that name. @returns its address. */
  create(name: string): Promise<string>;
  facts(): Promise<{ server_version: string; fsync: string }>;
}

/** As in production: what is committed is on the disk. */
const settings = { max_connections: "200", shared_buffers: "256MB" };

async function ask<T>(url: string, statement: string): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T & Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** PostgreSQL runs as another user, who has to get at its data below. */
function makeFolder(): string {
  const user = findServerUser();
  const parent = ["/var/tmp", tmpdir()].find((path) => canReach(user, "-x", path)) ?? tmpdir();
  const folder = mkdtempSync(join(parent, "moddy-bench-"));
  chmodSync(folder, 0o711);
  return folder;
}

function startOwn(home: string): Promise<PostgresServer> {
  const user = findServerUser();
  const folder = prepareFolder(join(home, "postgres"), user);
  return startPostgres({ folder, binaries: findBinaries(user), user, settings, logFile: join(home, "postgres.log") });
}

/** Uses the server that `url` names; without it, one of its own that ends with the measurements. */
export async function startDatabase(url: string | undefined): Promise<Database> {
  await using stack = new AsyncDisposableStack();
  const folder = makeFolder();
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const server = url === undefined ? stack.use(await startOwn(folder)) : { url };
  const names: string[] = [];
  const drop = (name: string): Promise<unknown> => ask(server.url, `drop database if exists ${name} with (force)`);
  stack.defer(async () => {
    for (const name of names) await drop(name);
  });
  const owned = stack.move();
  return {
    folder,
    async create(name) {
      names.push(name);
      await drop(name);
      await ask(server.url, `create database ${name}`);
      return withDatabase(server.url, name);
    },
    async facts() {
      const rows = await ask<{ server_version: string; fsync: string }>(
        server.url,
        "select current_setting('server_version') as server_version, current_setting('fsync') as fsync",
      );
      return rows[0] ?? { server_version: "unknown", fsync: "unknown" };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
