import { type QueryExecutorProvider, sql } from "kysely";
import { WAKE_CHANNEL } from "./insert-delivery.ts";

/** The workers, other than this one, that hold claims. */
export async function listClaimants(db: QueryExecutorProvider, workerId: string): Promise<string[]> {
  const { rows } = await sql<{ claimed_by: string }>`
    select distinct claimed_by from delivery_lanes
    where claimed_by is not null and claimed_by <> ${workerId}`.execute(db);
  return rows.map((row) => row.claimed_by);
}

/**
 * Gives a worker's claims back, but for those on the lanes of the users named; what it had in hand is due again at once.
 * @returns how many there were.
 */
export async function releaseClaims(
  db: QueryExecutorProvider,
  workerId: string,
  keep: readonly string[] = [],
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with released as (
      update delivery_lanes set claimed_by = null, claimed_until = null
      where claimed_by = ${workerId} and discord_id <> all(${keep}::text[])
      returning discord_id
    ), woken as (
      select pg_notify(${WAKE_CHANNEL}, '') from (select from released limit 1) one
    )
    select count(*)::int as count from released left join woken on true`.execute(db);
  return rows[0]?.count ?? 0;
}
