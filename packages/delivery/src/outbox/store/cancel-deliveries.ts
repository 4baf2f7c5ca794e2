import type { DeliveryFilter } from "@moddy/schemas";
import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";
import { filterCondition } from "./delivery-filter.ts";
import { WAKE_CHANNEL } from "./insert-delivery.ts";

/**
 * Takes pending deliveries that fit back. One that is under way cannot be called back: it is not sent again, and if it
 * succeeds it counts as succeeded. @returns how many there were.
 */
export async function cancelDeliveries(
  db: QueryExecutorProvider,
  filter: DeliveryFilter & { readonly delivery_id?: string | undefined },
  time: DatabaseTime,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with chosen as (
      select id from deliveries where state = 'pending' and ${filterCondition(filter, time)} order by seq for update
    ), cancelled as (
      update deliveries d
      set state = 'cancelled', next_attempt_at = null, waits_for_peer = false, finished_at = ${time()}
      from chosen where d.id = chosen.id
      returning d.id
    ), woken as (
      select pg_notify(${WAKE_CHANNEL}, '') from (select from cancelled limit 1) one
    )
    select count(*)::int as count from cancelled left join woken on true`.execute(db);
  return rows[0]?.count ?? 0;
}
