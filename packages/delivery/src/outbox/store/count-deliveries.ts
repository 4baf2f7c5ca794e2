import type { DeliveryState } from "@moddy/schemas";
import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";

/** How many deliveries there are in each state. */
export async function countDeliveries(db: QueryExecutorProvider): Promise<ReadonlyMap<DeliveryState, number>> {
  const { rows } = await sql<{ state: DeliveryState; count: number }>`
    select state, count(*)::int as count from deliveries group by state`.execute(db);
  return new Map(rows.map((row) => [row.state, row.count]));
}

/** The age of the oldest delivery that has not ended, in seconds; 0 if there is none. */
export async function readOldestPending(db: QueryExecutorProvider, time: DatabaseTime): Promise<number> {
  const { rows } = await sql<{ age: number | null }>`
    select extract(epoch from ${time()} - min(created_at))::float8 as age
    from deliveries where state = 'pending'`.execute(db);
  return Math.max(0, rows[0]?.age ?? 0);
}
