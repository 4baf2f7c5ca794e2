import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { until } from "./until.ts";

/** A database of one test. */
export interface TestDatabase {
  readonly url: string;
  /** Removes the database and ends its connections. */
  drop(): Promise<void>;
}

const templates = new Map<(url: string) => Promise<unknown>, Promise<string>>();

function serverUrl(): string {
  const url = process.env["DATABASE_URL"];
  if (!url) throw new Error("DATABASE_URL is not set: these tests need a PostgreSQL server; `npm test` starts one.");
  return url;
}

/** The address of another database on the same server. */
export function databaseUrl(name: string): string {
  return serverUrl().replace(/^(\w+:\/\/[^/]*\/)[^?]*/, `$1${name}`);
}

async function onServer(statement: string): Promise<Record<string, string>[]> {
  const client = new Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    return (await client.query<Record<string, string>>(statement)).rows;
  } finally {
    await client.end();
  }
}

function newName(): string {
  return `moddy_test_${process.pid}_${randomBytes(6).toString("hex")}`;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Removes what earlier processes left behind: templates, and databases of tests that were killed. */
async function removeLeftovers(): Promise<void> {
  // PostgreSQL waits five seconds before it refuses to drop a database that somebody is connected to.
  const rows = await onServer(
    `select datname from pg_database d where datname like 'moddy\\_test\\_%'
      and not exists (select from pg_stat_activity a where a.datname = d.datname)`,
  );
  for (const { datname = "" } of rows) {
    if (isAlive(Number(datname.split("_")[2]))) continue;
    // Another test process may be removing the same one.
    await onServer(`drop database if exists ${datname}`).catch(() => undefined);
  }
}

async function buildTemplate(migrate: (url: string) => Promise<unknown>): Promise<string> {
  await removeLeftovers();
  const name = newName();
  await onServer(`create database ${name} template template0`);
  await migrate(databaseUrl(name));
  return name;
}

/** Makes the database `to` a copy of the database `from`, by their names; what it had before is gone. */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const connected = `select from pg_stat_activity where datname in ('${from}', '${to}')`;
  await until("nobody is connected to either", async () => (await onServer(connected)).length === 0);
  await onServer(`drop database if exists ${to}`);
  await onServer(`create database ${to} template ${from}`);
}

/**
 * Makes a database on the server of DATABASE_URL. With `migrate` (given the address of a database, it builds the
 * tables and closes its connections) the tables are built once in a process; each further database is a clone.
 */
export async function createTestDatabase(
  options: { migrate?: (url: string) => Promise<unknown> } = {},
): Promise<TestDatabase> {
  const { migrate } = options;
  const name = newName();
  if (!migrate) {
    await onServer(`create database ${name} template template0`);
  } else {
    const template = templates.get(migrate) ?? buildTemplate(migrate);
    templates.set(migrate, template);
    await onServer(`create database ${name} template ${await template}`);
  }
  return {
    url: databaseUrl(name),
    drop: async () => {
      await onServer(`drop database if exists ${name} with (force)`);
    },
  };
}
