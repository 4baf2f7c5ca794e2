import type { DeliveryFilter } from "@moddy/schemas";
import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";
import { filterCondition } from "./delivery-filter.ts";
import type { DeliveryRow, LoggedDelivery } from "./delivery-row.ts";

const COLUMNS = sql.raw(`
  id, operation, d.discord_id, state, outcome, attempts, created_at, finished_at,
  (select queue.next_attempt_at from delivery_queues queue
    where queue.discord_id = d.discord_id and d.state = 'pending') as next_attempt_at`);

/** At most `limit` deliveries that match, newest first, starting after the delivery `after`. */
export async function listDeliveries(
  db: QueryExecutorProvider,
  query: { readonly filter: DeliveryFilter; readonly limit: number; readonly after: string | null },
  time: DatabaseTime,
): Promise<DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`
    select ${COLUMNS} from deliveries d
    where ${filterCondition(query.filter, time)} and (${query.after}::uuid is null or id < ${query.after}::uuid)
    order by id desc limit ${query.limit}`.execute(db);
  return rows;
}

/** One delivery with its attempts, read in one statement; undefined if there is none. */
export async function readDelivery(db: QueryExecutorProvider, id: string): Promise<LoggedDelivery | undefined> {
  const { rows } = await sql<LoggedDelivery>`
    select ${COLUMNS}, coalesce((
      select json_agg(json_build_object(
        'attempt', attempt, 'started_at', started_at, 'duration_ms', duration_ms, 'outcome', a.outcome, 'detail', detail
      ) order by attempt)
      from delivery_attempts a where a.delivery_id = d.id
    ), '[]') as attempt_log
    from deliveries d where id = ${id}`.execute(db);
  return rows[0];
}
