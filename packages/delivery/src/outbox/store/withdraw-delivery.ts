import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";

/**
 * What became of a delivery that is not to be sent any more: it was surely never carried out, it may have been, or it had
 * ended before.
 */
export type Withdrawal = "unsent" | "uncertain" | "ended";

/** What an attempt's log says when the other service cannot have got the delivery. */
const NEVER_ARRIVED = ["connection_refused", "name_not_resolved"];

/**
 * Supersedes a pending delivery, so that it is not sent again. An attempt that is under way goes on; if it succeeds, the
 * delivery counts as succeeded. Locks the user's queue first, as enqueueing and recording do.
 */
export async function withdrawDelivery(
  trx: QueryExecutorProvider,
  id: string,
  time: DatabaseTime,
): Promise<Withdrawal> {
  await sql`
    select from delivery_queues where discord_id = (select discord_id from deliveries where id = ${id})
    for update`.execute(trx);
  await sql`
    update deliveries set state = 'superseded', outcome = 'superseded', finished_at = ${time()}
    where id = ${id} and state = 'pending'`.execute(trx);
  const { rows } = await sql<{ state: string; unsent: boolean }>`
    select state, attempts = (
      select count(*) from delivery_attempts a where a.delivery_id = d.id
        and (a.outcome = 'bot_not_ready' or a.detail = any(${NEVER_ARRIVED}::text[]))
    ) as unsent
    from deliveries d where id = ${id}`.execute(trx);
  const [found] = rows;
  if (found?.state !== "superseded") return "ended";
  return found.unsent ? "unsent" : "uncertain";
}
