import { type Kysely, sql } from "kysely";
import type { BackendDatabase } from "./schema.ts";

/** PostgreSQL's clock, in ms since 1970. */
export async function readTime(db: Kysely<BackendDatabase>): Promise<number> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
  const now = rows[0]?.now;
  if (!now) throw new Error("the database gave no time");
  return now.getTime();
}
