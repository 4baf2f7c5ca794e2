import type { DeliveryState } from "@moddy/schemas";
import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";

/** The states that are not done: `pending` waits to be sent, `dead` needs an operator. */
export const OPEN_STATES = ["pending", "dead"] as const satisfies readonly DeliveryState[];

/** How many deliveries are in each open state. The finished ones can be millions and are not counted. */
export async function countOpen(
  db: QueryExecutorProvider,
): Promise<Readonly<Record<(typeof OPEN_STATES)[number], number>>> {
  const { rows } = await sql<{ pending: number; dead: number }>`select
    (select count(*)::int from deliveries where state = 'pending') as pending,
    (select count(*)::int from deliveries where state = 'dead') as dead`.execute(db);
  return rows[0] ?? { pending: 0, dead: 0 };
}

/** The age of the oldest pending delivery in seconds; 0 if there is none. */
export async function readOldestPending(db: QueryExecutorProvider, time: DatabaseTime): Promise<number> {
  const { rows } = await sql<{ age: number | null }>`
    select extract(epoch from ${time()} - min(created_at))::float8 as age
    from deliveries where state = 'pending'`.execute(db);
  return Math.max(0, rows[0]?.age ?? 0);
}
