import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";
import type { ClaimedDelivery } from "./delivery-row.ts";

interface Claim {
  readonly workerId: string;
  /** How many user queues to claim at most. */
  readonly limit: number;
  /** How long the claim lasts unless it is released before. */
  readonly leaseMs: number;
}

interface UserQueue {
  readonly discord_id: string;
  readonly tail: string;
}

async function claimQueues(db: QueryExecutorProvider, claim: Claim, time: DatabaseTime): Promise<UserQueue[]> {
  const { rows } = await sql<UserQueue>`
    with due as (
      select discord_id from delivery_queues
      where next_attempt_at <= ${time()} and (claimed_until is null or claimed_until <= ${time()})
      order by next_attempt_at
      limit ${claim.limit}
      for update skip locked
    )
    update delivery_queues queue
    set claimed_by = ${claim.workerId}, claimed_until = ${time()} + ${claim.leaseMs} * interval '1 ms'
    from due where queue.discord_id = due.discord_id
    returning queue.discord_id, queue.tail`.execute(db);
  return rows;
}

/** Takes the first pending delivery of each queue and counts its attempt. */
async function takeHeads(
  db: QueryExecutorProvider,
  queues: readonly UserQueue[],
  time: DatabaseTime,
): Promise<ClaimedDelivery[]> {
  const { rows } = await sql<ClaimedDelivery>`
    with heads as (
      select head.id from unnest(${queues.map((queue) => queue.discord_id)}::text[]) queue
      cross join lateral (
        select id from deliveries where discord_id = queue and state = 'pending' order by seq limit 1
      ) head
    )
    update deliveries d set attempts = d.attempts + 1
    from heads where d.id = heads.id and d.state = 'pending'
    returning d.id, d.discord_id, d.seq, d.operation, d.request, d.attempts as attempt, d.request_id, d.traceparent,
      (extract(epoch from ${time()} - d.created_at) * 1000)::float8 as age_ms`.execute(db);
  return rows;
}

/**
 * Marks queues without a pending delivery as idle. A delivery that is enqueued at the same time is not visible to this
 * statement, but it has moved the queue's tail, and the update reads the tail's newest value: that queue stays due.
 */
async function markIdle(
  db: QueryExecutorProvider,
  queues: readonly UserQueue[],
  workerId: string,
  time: DatabaseTime,
): Promise<void> {
  await sql`
    update delivery_queues queue
    set claimed_by = null, claimed_until = null, waits_for_peer = false, next_attempt_at = case
      when queue.tail = empty.tail and not exists (
        select from deliveries d where d.discord_id = empty.discord_id and d.state = 'pending'
      ) then null else ${time()} end
    from unnest(${queues.map((queue) => queue.discord_id)}::text[], ${queues.map((queue) => queue.tail)}::bigint[])
      empty (discord_id, tail)
    where queue.discord_id = empty.discord_id and queue.claimed_by = ${workerId}`.execute(db);
}

/** Claims the queues of users with a due delivery. @returns the first delivery of each. */
export async function claimDeliveries(
  db: QueryExecutorProvider,
  claim: Claim,
  time: DatabaseTime,
): Promise<ClaimedDelivery[]> {
  const queues = await claimQueues(db, claim, time);
  if (queues.length === 0) return [];
  const deliveries = await takeHeads(db, queues, time);
  const taken = new Set(deliveries.map((delivery) => delivery.discord_id));
  const empty = queues.filter((queue) => !taken.has(queue.discord_id));
  if (empty.length > 0) await markIdle(db, empty, claim.workerId, time);
  return deliveries;
}
