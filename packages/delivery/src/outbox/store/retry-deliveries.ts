import type { DeliveryFilter } from "@moddy/schemas";
import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";
import { filterCondition } from "./delivery-filter.ts";
import { WAKE_CHANNEL } from "./insert-delivery.ts";

/**
 * Makes the dead deliveries that match due again, with the same ids and a new lifetime, after the user's pending ones. They
 * are alerted again if they die again. @returns how many there were.
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
    ), queues as (
      update delivery_queues queue
      set tail = queue.tail + added.count, next_attempt_at = ${time()}, waits_for_peer = false
      from (select discord_id, count(*) from chosen group by discord_id) added
      where queue.discord_id = added.discord_id
      returning queue.discord_id, queue.tail - added.count as tail
    ), retried as (
      update deliveries d
      set state = 'pending', seq = queues.tail + chosen.place, expires_at = ${time()} + ${lifetimeMs} * interval '1 ms',
        finished_at = null, alerted_at = null
      from chosen join queues on queues.discord_id = chosen.discord_id
      where d.id = chosen.id and d.state = 'dead'
      returning d.id
    ), woken as (
      select pg_notify(${WAKE_CHANNEL}, '') from (select from retried limit 1) one
    )
    select count(*)::int as count from retried left join woken on true`.execute(db);
  return rows[0]?.count ?? 0;
}
