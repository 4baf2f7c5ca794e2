import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";

/** Makes the lanes due that wait for the peer only. @returns how many there were. */
export async function wakeWaiting(db: QueryExecutorProvider, time: DatabaseTime): Promise<number> {
  const { numAffectedRows } = await sql`
    update delivery_lanes set next_attempt_at = ${time()}, waits_for_peer = false where waits_for_peer`.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** Whether anything waits for the peer. */
export async function isWaiting(db: QueryExecutorProvider): Promise<boolean> {
  const { rows } = await sql<{ waits: boolean }>`
    select exists (select from delivery_lanes where waits_for_peer) as waits`.execute(db);
  return rows[0]?.waits === true;
}
