import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";

/** The channel on which workers are woken. */
export const WAKE_CHANNEL = "moddy_deliveries";

/** A delivery to be stored. */
export interface NewDelivery {
  readonly id: string;
  readonly operation: string;
  readonly discordId: string;
  readonly request: unknown;
  readonly version: number | undefined;
  readonly requestId: string | undefined;
  readonly traceparent: string | undefined;
}

/** Stores a delivery, due at once, and wakes the workers when the transaction commits. */
export async function insertDelivery(
  trx: QueryExecutorProvider,
  delivery: NewDelivery,
  lifetimeMs: number,
  time: DatabaseTime,
): Promise<void> {
  await sql`
    with stored as (
      insert into deliveries
        (id, operation, discord_id, request, version, created_at, next_attempt_at, expires_at, request_id, traceparent)
      values (
        ${delivery.id}, ${delivery.operation}, ${delivery.discordId}, ${JSON.stringify(delivery.request)}::jsonb,
        ${delivery.version ?? null}, ${time()}, ${time()}, ${time()} + ${lifetimeMs} * interval '1 ms',
        ${delivery.requestId ?? null}, ${delivery.traceparent ?? null}
      )
    )
    select pg_notify(${WAKE_CHANNEL}, '')`.execute(trx);
}
