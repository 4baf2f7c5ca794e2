import type { Outcome } from "@moddy/schemas";
import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../database-time.ts";

/** A dead delivery without an alert yet. */
export interface UnalertedDeadLetter {
  readonly id: string;
  readonly operation: string;
  readonly outcome: Outcome;
}

/** Lists at most 1,000 dead deliveries without an alert, the oldest first. */
export async function listUnalertedDeadLetters(db: QueryExecutorProvider): Promise<UnalertedDeadLetter[]> {
  const { rows } = await sql<UnalertedDeadLetter>`
    select id, operation, outcome from deliveries
    where state = 'dead' and alerted_at is null order by id limit 1000`.execute(db);
  return rows;
}

/** Stores that an alert named these deliveries. */
export async function markAlerted(
  db: QueryExecutorProvider,
  ids: readonly string[],
  time: DatabaseTime,
): Promise<void> {
  await sql`update deliveries set alerted_at = ${time()} where id = any(${ids}::uuid[])`.execute(db);
}
