import type { DeliveryFilter } from "@moddy/schemas";
import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";
import { filterCondition } from "./delivery-filter.ts";
import { WAKE_CHANNEL } from "./insert-delivery.ts";

/**
 * Cancels the pending deliveries that match. Later deliveries of the same users are due at once. One that is being sent
 * now is not sent again; if this attempt succeeds, it counts as succeeded. @returns how many there were.
 */
export async function cancelDeliveries(
  db: QueryExecutorProvider,
  filter: DeliveryFilter & { readonly delivery_id?: string | undefined },
  time: DatabaseTime,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with chosen as (
      select id, discord_id from deliveries where state = 'pending' and ${filterCondition(filter, time)}
    ), queues as (
      update delivery_queues queue set next_attempt_at = ${time()}, waits_for_peer = false
      where queue.discord_id in (select discord_id from chosen)
      returning queue.discord_id
    ), cancelled as (
      update deliveries d set state = 'cancelled', finished_at = ${time()}
      from chosen join queues on queues.discord_id = chosen.discord_id
      where d.id = chosen.id and d.state = 'pending'
      returning d.id
    ), woken as (
      select pg_notify(${WAKE_CHANNEL}, '') from (select from cancelled limit 1) one
    )
    select count(*)::int as count from cancelled left join woken on true`.execute(db);
  return rows[0]?.count ?? 0;
}
