import type { DeliveryFilter } from "@moddy/schemas";
import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";
import { filterCondition } from "./delivery-filter.ts";
import { WAKE_CHANNEL } from "./insert-delivery.ts";

/**
 * Makes dead deliveries that fit due again, with their ids and a new lifetime. They stand behind what waits for the same
 * user now. @returns how many there were.
 */
export async function retryDeliveries(
  db: QueryExecutorProvider,
  filter: DeliveryFilter & { readonly delivery_id?: string | undefined },
  lifetimeMs: number,
  time: DatabaseTime,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with chosen as (
      select id, discord_id, row_number() over (partition by discord_id order by seq) as place
      from deliveries where state = 'dead' and ${filterCondition(filter, time)}
    ), lanes as (
      update delivery_lanes lane
      set tail = lane.tail + added.count, next_attempt_at = ${time()}, waits_for_peer = false
      from (select discord_id, count(*) from chosen group by discord_id) added
      where lane.discord_id = added.discord_id
      returning lane.discord_id, lane.tail - added.count as tail
    ), retried as (
      update deliveries d
      set state = 'pending', seq = lanes.tail + chosen.place, expires_at = ${time()} + ${lifetimeMs} * interval '1 ms',
        finished_at = null, alerted_at = null
      from chosen join lanes on lanes.discord_id = chosen.discord_id
      where d.id = chosen.id and d.state = 'dead'
      returning d.id
    ), woken as (
      select pg_notify(${WAKE_CHANNEL}, '') from (select from retried limit 1) one
    )
    select count(*)::int as count from retried left join woken on true`.execute(db);
  return rows[0]?.count ?? 0;
}
