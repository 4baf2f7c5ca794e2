import { type QueryExecutorProvider, sql } from "kysely";

/** How many attempts of a delivery ended with this detail. */
export async function countAttempts(db: QueryExecutorProvider, deliveryId: string, detail: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from delivery_attempts
    where delivery_id = ${deliveryId} and detail = ${detail}`.execute(db);
  return rows[0]?.count ?? 0;
}
