import type { DeliveryState, Outcome } from "@moddy/schemas";
import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";
import type { ClaimedDelivery } from "./delivery-row.ts";

/** An attempt and its result, as they are stored. */
export interface AttemptRecord {
  readonly delivery: ClaimedDelivery;
  readonly workerId: string;
  readonly durationMs: number;
  readonly outcome: Outcome;
  readonly detail: string | null;
  /** The state that a final outcome leads to; null for a retryable one. */
  readonly endState: DeliveryState | null;
  /** How long to wait after a retryable outcome. */
  readonly pauseMs: number;
  readonly waitsForPeer: boolean;
}

/**
 * Stores an attempt and releases the user's queue, in one statement. A delivery that was cancelled or superseded in the
 * meantime keeps that state, unless the attempt succeeded. One whose lifetime is over becomes dead. After the last delivery
 * the queue is idle; one that is enqueued at the same time has moved the queue's tail, or makes the idle queue due.
 * @returns the delivery's state now, or undefined if another worker has the claim: then nothing but the attempt's log entry
 * is stored.
 */
export async function recordAttempt(
  db: QueryExecutorProvider,
  record: AttemptRecord,
  time: DatabaseTime,
): Promise<DeliveryState | undefined> {
  const { delivery, workerId, endState } = record;
  const { rows } = await sql<{ state: DeliveryState }>`
    with queue as (
      select discord_id from delivery_queues
      where discord_id = ${delivery.discord_id} and claimed_by = ${workerId}
      for update
    ), logged as (
      insert into delivery_attempts (delivery_id, attempt, started_at, duration_ms, outcome, detail)
      values (${delivery.id}, ${delivery.attempt}, ${time()} - ${record.durationMs} * interval '1 ms',
        ${record.durationMs}, ${record.outcome}, ${record.detail})
      on conflict do nothing
    ), decided as (
      select d.id, case
        when ${endState}::text = 'succeeded' then 'succeeded'
        when d.state <> 'pending' then d.state
        when ${endState}::text is not null then ${endState}::text
        when d.expires_at <= ${time()} then 'dead'
        else 'pending' end as state
      from deliveries d join queue on queue.discord_id = d.discord_id
      where d.id = ${delivery.id} and d.attempts = ${delivery.attempt}
      for update of d
    ), updated as (
      update deliveries d
      set state = decided.state, outcome = ${record.outcome},
        finished_at = case when decided.state <> 'pending' then coalesce(d.finished_at, ${time()}) end
      from decided where d.id = decided.id
      returning d.discord_id, d.state, d.expires_at
    ), released as (
      update delivery_queues q
      set claimed_by = null, claimed_until = null,
        waits_for_peer = updated.state = 'pending' and ${record.waitsForPeer},
        wakes = case when updated.state = 'pending' and ${record.waitsForPeer} then q.wakes else 0 end,
        next_attempt_at = case
          when updated.state = 'pending' then least(${time()} + ${record.pauseMs} * interval '1 ms', updated.expires_at)
          when q.tail > ${delivery.seq} then ${time()} end
      from updated where q.discord_id = updated.discord_id
    )
    select state from updated`.execute(db);
  return rows[0]?.state;
}
