import type { DeliveryFilter } from "@moddy/schemas";
import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";
import { filterCondition } from "./delivery-filter.ts";
import type { AttemptRow, DeliveryRow } from "./delivery-row.ts";

const COLUMNS = sql.raw(
  "id, operation, discord_id, state, outcome, attempts, created_at, next_attempt_at, finished_at",
);

/** The deliveries that fit, newest first, at most `limit`, those before `after` in that order left out. */
export async function listDeliveries(
  db: QueryExecutorProvider,
  query: { readonly filter: DeliveryFilter; readonly limit: number; readonly after: string | null },
  time: DatabaseTime,
): Promise<DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`
    select ${COLUMNS} from deliveries
    where ${filterCondition(query.filter, time)} and (${query.after}::uuid is null or id < ${query.after}::uuid)
    order by id desc limit ${query.limit}`.execute(db);
  return rows;
}

/** One delivery with its attempts, or undefined. */
export async function readDelivery(
  db: QueryExecutorProvider,
  id: string,
): Promise<(DeliveryRow & { readonly attempt_log: readonly AttemptRow[] }) | undefined> {
  const found = await sql<DeliveryRow>`select ${COLUMNS} from deliveries where id = ${id}`.execute(db);
  const delivery = found.rows[0];
  if (!delivery) return undefined;
  const { rows } = await sql<AttemptRow>`
    select attempt, started_at, duration_ms, outcome, detail from delivery_attempts
    where delivery_id = ${id} order by attempt`.execute(db);
  return { ...delivery, attempt_log: rows };
}
