import { type QueryExecutorProvider, sql } from "kysely";
import { WAKE_CHANNEL } from "./insert-delivery.ts";

/** The ids of the other workers that have claims. */
export async function listClaimingWorkers(db: QueryExecutorProvider, workerId: string): Promise<string[]> {
  const { rows } = await sql<{ claimed_by: string }>`
    select distinct claimed_by from delivery_queues
    where claimed_by is not null and claimed_by <> ${workerId}`.execute(db);
  return rows.map((row) => row.claimed_by);
}

/**
 * Releases a worker's claims, except those on the queues of the users in `keep`. Their deliveries are due again at once.
 * @returns how many there were.
 */
export async function releaseClaims(
  db: QueryExecutorProvider,
  workerId: string,
  keep: readonly string[] = [],
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with released as (
      update delivery_queues set claimed_by = null, claimed_until = null
      where claimed_by = ${workerId} and discord_id <> all(${keep}::text[])
      returning discord_id
    ), woken as (
      select pg_notify(${WAKE_CHANNEL}, '') from (select from released limit 1) one
    )
    select count(*)::int as count from released left join woken on true`.execute(db);
  return rows[0]?.count ?? 0;
}
