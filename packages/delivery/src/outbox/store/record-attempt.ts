import type { DeliveryState, Outcome } from "@moddy/schemas";
import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";
import type { ClaimedDelivery } from "./delivery-row.ts";

/** What an attempt came to, as it is written down. */
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
 * Writes an attempt down and gives the lane back, in one statement. A delivery that was cancelled or superseded meanwhile
 * stays so, unless the attempt succeeded; one whose time is up dies. After the last delivery the lane rests: one that is
 * enqueued meanwhile has moved the lane's tail, or finds the lane at rest.
 * @returns the delivery's state now, or undefined if the claim had been lost to another worker.
 */
export async function recordAttempt(
  db: QueryExecutorProvider,
  record: AttemptRecord,
  time: DatabaseTime,
): Promise<DeliveryState | undefined> {
  const { delivery, workerId, endState } = record;
  const { rows } = await sql<{ state: DeliveryState }>`
    with lane as (
      select discord_id from delivery_lanes
      where discord_id = ${delivery.discord_id} and claimed_by = ${workerId}
      for update
    ), logged as (
      insert into delivery_attempts (delivery_id, attempt, started_at, duration_ms, outcome, detail)
      values (${delivery.id}, ${delivery.attempt}, ${time()} - ${record.durationMs} * interval '1 ms',
        ${record.durationMs}, ${record.outcome}, ${record.detail})
      on conflict do nothing
    ), judged as (
      select d.id, case
        when ${endState}::text = 'succeeded' then 'succeeded'
        when d.state <> 'pending' then d.state
        when ${endState}::text is not null then ${endState}::text
        when d.expires_at <= ${time()} then 'dead'
        else 'pending' end as state
      from deliveries d join lane on lane.discord_id = d.discord_id
      where d.id = ${delivery.id} and d.attempts = ${delivery.attempt}
      for update of d
    ), ended as (
      update deliveries d
      set state = judged.state, outcome = ${record.outcome},
        finished_at = case when judged.state <> 'pending' then coalesce(d.finished_at, ${time()}) end
      from judged where d.id = judged.id
      returning d.discord_id, d.state, d.expires_at
    ), freed as (
      update delivery_lanes l
      set claimed_by = null, claimed_until = null,
        waits_for_peer = ended.state = 'pending' and ${record.waitsForPeer},
        wakes = case when ended.state = 'pending' and ${record.waitsForPeer} then l.wakes else 0 end,
        next_attempt_at = case
          when ended.state = 'pending' then least(${time()} + ${record.pauseMs} * interval '1 ms', ended.expires_at)
          when l.tail > ${delivery.seq} then ${time()} end
      from ended where l.discord_id = ended.discord_id
    )
    select state from ended`.execute(db);
  return rows[0]?.state;
}
