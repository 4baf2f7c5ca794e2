import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";

/** The channel of NOTIFY that wakes the workers. */
export const WAKE_CHANNEL = "moddy_deliveries";

/** A new delivery. */
export interface NewDelivery {
  readonly id: string;
  readonly operation: string;
  readonly discordId: string;
  readonly request: unknown;
  readonly version: number | null;
  /** Supersedes the user's pending deliveries of the operation, except those of a higher version. */
  readonly supersede: boolean;
  readonly requestId: string | undefined;
  readonly traceparent: string | undefined;
}

/**
 * Takes the next place in the user's queue. The row stays locked until the transaction ends, so places are in the order of
 * the commits. An idle queue becomes due at once; one that waits keeps its time.
 */
async function takePlace(trx: QueryExecutorProvider, discordId: string, time: DatabaseTime): Promise<string> {
  const { rows } = await sql<{ tail: string }>`
    insert into delivery_queues as queue (discord_id, tail, next_attempt_at) values (${discordId}, 1, ${time()})
    on conflict (discord_id) do update
    set tail = queue.tail + 1, next_attempt_at = coalesce(queue.next_attempt_at, excluded.next_attempt_at)
    returning tail`.execute(trx);
  return rows[0]?.tail ?? "1";
}

/** Stores a delivery, and wakes the workers when the transaction commits. */
export async function insertDelivery(
  trx: QueryExecutorProvider,
  delivery: NewDelivery,
  lifetimeMs: number,
  time: DatabaseTime,
): Promise<void> {
  const { id, operation, discordId, version } = delivery;
  const seq = await takePlace(trx, discordId, time);
  // This includes a delivery that is being sent: the claim of the queue holds the new one back until that attempt ends.
  await sql`
    with superseded as (
      update deliveries set state = 'superseded', outcome = 'superseded', finished_at = ${time()}
      where ${delivery.supersede}::boolean and state = 'pending'
        and discord_id = ${discordId} and operation = ${operation}
        and (version is null or ${version}::bigint is null or version <= ${version})
    ), stored as (
      insert into deliveries
        (id, operation, discord_id, seq, request, version, created_at, expires_at, request_id, traceparent)
      values (
        ${id}, ${operation}, ${discordId}, ${seq}, ${JSON.stringify(delivery.request)}::jsonb, ${version}, ${time()},
        ${time()} + ${lifetimeMs} * interval '1 ms', ${delivery.requestId ?? null}, ${delivery.traceparent ?? null}
      )
    )
    select pg_notify(${WAKE_CHANNEL}, '')`.execute(trx);
}
