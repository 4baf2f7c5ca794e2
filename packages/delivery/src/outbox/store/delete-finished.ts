import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";

/** Deletes deliveries that ended more than `days` ago; dead ones are kept three times as long. @returns how many. */
export async function deleteFinished(db: QueryExecutorProvider, days: number, time: DatabaseTime): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from deliveries
    where state <> 'pending' and finished_at < ${time()} - ${days} * interval '1 day' * (case when state = 'dead' then 3 else 1 end)`.execute(
    db,
  );
  return Number(numAffectedRows ?? 0);
}
