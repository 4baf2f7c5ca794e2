import type { DeliveryFilter } from "@moddy/schemas";
import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";
import { filterCondition } from "./delivery-filter.ts";
import { WAKE_CHANNEL } from "./insert-delivery.ts";

/**
 * Takes pending deliveries that fit back; what waits behind them is due at once. One that is being sent cannot be called
 * back: it is not sent again, and if it succeeds it counts as succeeded. @returns how many there were.
 */
export async function cancelDeliveries(
  db: QueryExecutorProvider,
  filter: DeliveryFilter & { readonly delivery_id?: string | undefined },
  time: DatabaseTime,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with chosen as (
      select id, discord_id from deliveries where state = 'pending' and ${filterCondition(filter, time)}
    ), lanes as (
      update delivery_lanes lane set next_attempt_at = ${time()}, waits_for_peer = false
      where lane.discord_id in (select discord_id from chosen)
      returning lane.discord_id
    ), cancelled as (
      update deliveries d set state = 'cancelled', finished_at = ${time()}
      from chosen join lanes on lanes.discord_id = chosen.discord_id
      where d.id = chosen.id and d.state = 'pending'
      returning d.id
    ), woken as (
      select pg_notify(${WAKE_CHANNEL}, '') from (select from cancelled limit 1) one
    )
    select count(*)::int as count from cancelled left join woken on true`.execute(db);
  return rows[0]?.count ?? 0;
}
