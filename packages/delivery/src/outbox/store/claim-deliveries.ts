import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";
import type { ClaimedDelivery } from "./delivery-row.ts";

/**
 * Claims due deliveries for a worker: of each user the oldest that has not ended, and none while another of theirs is
 * under way. The claim holds for `leaseMs`, or until it is released.
 *
 * The row's own claim is asked for beside the user's, because a row that another worker claimed meanwhile is looked at
 * again in its new form, and the subqueries are not.
 */
export async function claimDeliveries(
  db: QueryExecutorProvider,
  claim: { readonly workerId: string; readonly limit: number; readonly leaseMs: number },
  time: DatabaseTime,
): Promise<ClaimedDelivery[]> {
  const { rows } = await sql<ClaimedDelivery>`
    with due as (
      select d.id from deliveries d
      where d.state = 'pending' and d.next_attempt_at <= ${time()}
        and (d.claimed_until is null or d.claimed_until <= ${time()})
        and not exists (
          select from deliveries older
          where older.discord_id = d.discord_id and older.state = 'pending' and older.seq < d.seq
        )
        and not exists (
          select from deliveries running
          where running.discord_id = d.discord_id and running.claimed_until > ${time()}
        )
      order by d.next_attempt_at, d.seq
      limit ${claim.limit}
      for update skip locked
    )
    update deliveries d
    set claimed_by = ${claim.workerId}, claimed_until = ${time()} + ${claim.leaseMs} * interval '1 ms',
      attempts = d.attempts + 1
    from due where d.id = due.id
    returning d.id, d.operation, d.request, d.attempts as attempt, d.request_id, d.traceparent,
      (extract(epoch from ${time()} - d.created_at) * 1000)::float8 as age_ms`.execute(db);
  return rows;
}
