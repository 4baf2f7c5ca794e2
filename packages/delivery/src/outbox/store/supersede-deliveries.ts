import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";

/**
 * Makes the user's older deliveries of an operation void that have not ended: the one that follows says it all. One that
 * is under way keeps its claim, so that the follower waits for it.
 */
export async function supersedeDeliveries(
  trx: QueryExecutorProvider,
  follower: { readonly operation: string; readonly discordId: string; readonly version: number | undefined },
  time: DatabaseTime,
): Promise<void> {
  await sql`
    update deliveries
    set state = 'superseded', outcome = 'superseded', next_attempt_at = null, finished_at = ${time()}
    where id in (
      select id from deliveries
      where state = 'pending' and discord_id = ${follower.discordId} and operation = ${follower.operation}
        and (version is null or ${follower.version ?? null}::bigint is null or version <= ${follower.version ?? null})
      order by seq
      for update
    )`.execute(trx);
}
