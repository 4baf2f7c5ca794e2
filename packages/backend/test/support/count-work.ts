import { type Kysely, sql } from "kysely";
import type { BackendDatabase } from "../../src/store/schema.ts";

/** How many events, jobs and deliveries of a backend have not ended; scheduled jobs do not count. */
export async function countWork(db: Kysely<BackendDatabase>): Promise<number> {
  const { rows } = await sql<{ left: number }>`
    select ((select count(*) from stripe_events where processed_at is null)
      + (select count(*) from pgboss.job where state < 'completed' and name in ('stripe-events', 'roles-resend'))
      + (select count(*) from deliveries where state = 'pending'))::int as left`.execute(db);
  return rows[0]?.left ?? 0;
}
