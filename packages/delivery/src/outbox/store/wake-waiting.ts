import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";

/**
 * After so many wakes without success a queue keeps to its own pauses. The peer works for others then, so the fault may
 * lie with this delivery, which must not be sent without a pause again and again.
 */
const MAX_WAKES = 3;

/** Makes the queues due that wait for the peer. @returns how many there were. */
export async function wakeWaiting(db: QueryExecutorProvider, time: DatabaseTime): Promise<number> {
  const { numAffectedRows } = await sql`
    update delivery_queues set waits_for_peer = false, wakes = least(wakes + 1, ${MAX_WAKES}),
      next_attempt_at = case when wakes < ${MAX_WAKES} then ${time()} else next_attempt_at end
    where waits_for_peer`.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** Whether any queue waits for the peer. */
export async function isWaiting(db: QueryExecutorProvider): Promise<boolean> {
  const { rows } = await sql<{ waits: boolean }>`
    select exists (select from delivery_queues where waits_for_peer) as waits`.execute(db);
  return rows[0]?.waits === true;
}
