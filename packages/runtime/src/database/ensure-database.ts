import { Client, DatabaseError } from "pg";
import { connectionSettings, STATEMENT_TIMEOUT_MS } from "./connection-settings.ts";

const INVALID_CATALOG_NAME = "3D000";
const DUPLICATE_DATABASE = "42P04";
const UNIQUE_VIOLATION = "23505";

const NAME_IN_URL = /^(\w+:\/\/[^/]*\/)([^?]*)/;

async function connect(url: string, applicationName: string): Promise<Client> {
  const client = new Client(connectionSettings(url, applicationName, STATEMENT_TIMEOUT_MS + 5_000));
  await client.connect();
  return client;
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof DatabaseError && codes.includes(error.code ?? "");
}

async function createDatabase(url: string, applicationName: string): Promise<void> {
  const name = decodeURIComponent(NAME_IN_URL.exec(url)?.[2] ?? "");
  const client = await connect(url.replace(NAME_IN_URL, "$1postgres"), applicationName);
  try {
    await client.query(`create database ${client.escapeIdentifier(name)}`);
  } catch (error) {
    // Another process has created it in the meantime.
    if (!hasCode(error, DUPLICATE_DATABASE, UNIQUE_VIOLATION)) throw error;
  } finally {
    await client.end();
  }
}

/**
 * Creates the database that `url` names if it does not exist; its role needs CREATEDB for that.
 * @returns whether it was created now.
 * @throws the error of PostgreSQL if it cannot be reached or refuses.
 */
export async function ensureDatabase(url: string, applicationName: string): Promise<boolean> {
  try {
    const client = await connect(url, applicationName);
    await client.end();
    return false;
  } catch (error) {
    if (!hasCode(error, INVALID_CATALOG_NAME)) throw error;
    await createDatabase(url, applicationName);
    return true;
  }
}
