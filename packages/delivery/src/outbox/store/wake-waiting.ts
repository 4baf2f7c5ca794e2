import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";

/**
 * After so many wakes that were in vain, a lane keeps to its pauses: the peer is there for others, and what breaks this
 * delivery, or is broken by it, shall not come at once again and again.
 */
const MOST_WAKES = 3;

/** Makes the lanes due that wait for the peer only. @returns how many there were. */
export async function wakeWaiting(db: QueryExecutorProvider, time: DatabaseTime): Promise<number> {
  const { numAffectedRows } = await sql`
    update delivery_lanes set waits_for_peer = false, wakes = least(wakes + 1, ${MOST_WAKES}),
      next_attempt_at = case when wakes < ${MOST_WAKES} then ${time()} else next_attempt_at end
    where waits_for_peer`.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** Whether anything waits for the peer. */
export async function isWaiting(db: QueryExecutorProvider): Promise<boolean> {
  const { rows } = await sql<{ waits: boolean }>`
    select exists (select from delivery_lanes where waits_for_peer) as waits`.execute(db);
  return rows[0]?.waits === true;
}
