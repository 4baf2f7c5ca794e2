import type { Outcome } from "@moddy/schemas";
import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../database-time.ts";

/** A dead delivery that nobody was told of. */
export interface UntoldDeath {
  readonly id: string;
  readonly operation: string;
  readonly outcome: Outcome;
}

/** Dead deliveries that nobody was told of, at most 1,000. */
export async function listUntoldDeaths(db: QueryExecutorProvider): Promise<UntoldDeath[]> {
  const { rows } = await sql<UntoldDeath>`
    select id, operation, outcome from deliveries
    where state = 'dead' and alerted_at is null order by id limit 1000`.execute(db);
  return rows;
}

/** Remembers that somebody was told. */
export async function markTold(db: QueryExecutorProvider, ids: readonly string[], time: DatabaseTime): Promise<void> {
  await sql`update deliveries set alerted_at = ${time()} where id = any(${ids}::uuid[])`.execute(db);
}
