import type { DeliveryState } from "@moddy/schemas";
import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";

/** How many days a finished delivery is kept; a dead one longer, because an operator may retry it. */
const KEPT_DAYS = {
  succeeded: 30,
  cancelled: 30,
  superseded: 30,
  dead: 90,
} as const satisfies Record<Exclude<DeliveryState, "pending">, number>;

/** Small enough that each statement is quick, however many there are. */
const BATCH = 5_000;

/** An id (UUID version 7) starts with the time it was made, so the index on ids finds the old ones. */
async function deleteBatch(db: QueryExecutorProvider, state: string, days: number, time: DatabaseTime) {
  const { numAffectedRows } = await sql`
    with limits as materialized (
      select ${time()} - ${days} * interval '1 day' as ended_before
    ), old as (
      select id from deliveries where state = ${state} and finished_at < (select ended_before from limits) and id < (
        select rpad(lpad(to_hex((extract(epoch from ended_before) * 1000)::bigint), 12, '0'), 32, '0')::uuid from limits
      )
      order by id limit ${BATCH}
    )
    delete from deliveries where id in (select id from old)`.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** Deletes deliveries that ended long ago, with their attempts. @returns how many deliveries. */
export async function deleteFinished(db: QueryExecutorProvider, time: DatabaseTime): Promise<number> {
  let total = 0;
  for (const [state, days] of Object.entries(KEPT_DAYS)) {
    for (let count = BATCH; count === BATCH; total += count) count = await deleteBatch(db, state, days, time);
  }
  return total;
}
