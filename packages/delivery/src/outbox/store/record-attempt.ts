import type { DeliveryState, Outcome } from "@moddy/schemas";
import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";

/** What an attempt came to, as it is written down. */
export interface AttemptRecord {
  readonly deliveryId: string;
  readonly workerId: string;
  readonly attempt: number;
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
 * Writes an attempt down and gives its claim back, in one statement. A delivery that was cancelled or superseded meanwhile
 * stays so, unless the attempt succeeded; one whose time is up dies.
 * @returns the delivery's state now, or undefined if the claim had been lost to another worker.
 */
export async function recordAttempt(
  db: QueryExecutorProvider,
  record: AttemptRecord,
  time: DatabaseTime,
): Promise<DeliveryState | undefined> {
  const { deliveryId, workerId, attempt, endState } = record;
  const { rows } = await sql<{ state: DeliveryState }>`
    with logged as (
      insert into delivery_attempts (delivery_id, attempt, started_at, duration_ms, outcome, detail)
      values (${deliveryId}, ${attempt}, ${time()} - ${record.durationMs} * interval '1 ms', ${record.durationMs},
        ${record.outcome}, ${record.detail})
      on conflict do nothing
    ), ended as (
      select id, case
        when ${endState}::text = 'succeeded' then 'succeeded'
        when state <> 'pending' then state
        when ${endState}::text is not null then ${endState}::text
        when expires_at <= ${time()} then 'dead'
        else 'pending' end as state
      from deliveries
      where id = ${deliveryId} and claimed_by = ${workerId} and attempts = ${attempt}
      for update
    )
    update deliveries d
    set state = ended.state, outcome = ${record.outcome}, claimed_by = null, claimed_until = null,
      waits_for_peer = ended.state = 'pending' and ${record.waitsForPeer},
      next_attempt_at = case when ended.state = 'pending'
        then least(${time()} + ${record.pauseMs} * interval '1 ms', d.expires_at) end,
      finished_at = case when ended.state <> 'pending' then coalesce(d.finished_at, ${time()}) end
    from ended where d.id = ended.id
    returning d.state`.execute(db);
  return rows[0]?.state;
}
