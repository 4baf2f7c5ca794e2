import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";

/** Makes everything due that waits for the peer only. @returns how many there were. */
export async function wakeWaiting(db: QueryExecutorProvider, time: DatabaseTime): Promise<number> {
  const { numAffectedRows } = await sql`
    update deliveries set next_attempt_at = ${time()}, waits_for_peer = false
    where state = 'pending' and waits_for_peer`.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** Whether anything waits for the peer. */
export async function isWaiting(db: QueryExecutorProvider): Promise<boolean> {
  const { rows } = await sql<{ waits: boolean }>`
    select exists (select from deliveries where state = 'pending' and waits_for_peer) as waits`.execute(db);
  return rows[0]?.waits === true;
}
