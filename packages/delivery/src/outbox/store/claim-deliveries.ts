import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";
import type { ClaimedDelivery } from "./delivery-row.ts";

interface Claim {
  readonly workerId: string;
  /** The most to claim. */
  readonly limit: number;
  /** How long the claim holds unless it is given back before. */
  readonly leaseMs: number;
}

interface Lane {
  readonly discord_id: string;
  readonly tail: string;
}

async function claimLanes(db: QueryExecutorProvider, claim: Claim, time: DatabaseTime): Promise<Lane[]> {
  const { rows } = await sql<Lane>`
    with due as (
      select discord_id from delivery_lanes
      where next_attempt_at <= ${time()} and (claimed_until is null or claimed_until <= ${time()})
      order by next_attempt_at
      limit ${claim.limit}
      for update skip locked
    )
    update delivery_lanes lane
    set claimed_by = ${claim.workerId}, claimed_until = ${time()} + ${claim.leaseMs} * interval '1 ms'
    from due where lane.discord_id = due.discord_id
    returning lane.discord_id, lane.tail`.execute(db);
  return rows;
}

/** The first delivery that waits in each lane; its attempt is counted. */
async function takeHeads(
  db: QueryExecutorProvider,
  lanes: readonly Lane[],
  time: DatabaseTime,
): Promise<ClaimedDelivery[]> {
  const { rows } = await sql<ClaimedDelivery>`
    with heads as (
      select head.id from unnest(${lanes.map((lane) => lane.discord_id)}::text[]) lane
      cross join lateral (
        select id from deliveries where discord_id = lane and state = 'pending' order by seq limit 1
      ) head
    )
    update deliveries d set attempts = d.attempts + 1
    from heads where d.id = heads.id and d.state = 'pending'
    returning d.id, d.discord_id, d.seq, d.operation, d.request, d.attempts as attempt, d.request_id, d.traceparent,
      (extract(epoch from ${time()} - d.created_at) * 1000)::float8 as age_ms`.execute(db);
  return rows;
}

/**
 * Lets lanes rest in which nothing waits. What is enqueued meanwhile moves the lane's tail, which is looked at in its
 * newest form; a delivery that this statement cannot see yet is therefore not forgotten.
 */
async function restLanes(
  db: QueryExecutorProvider,
  lanes: readonly Lane[],
  workerId: string,
  time: DatabaseTime,
): Promise<void> {
  await sql`
    update delivery_lanes lane
    set claimed_by = null, claimed_until = null, waits_for_peer = false, next_attempt_at = case
      when lane.tail = empty.tail and not exists (
        select from deliveries d where d.discord_id = empty.discord_id and d.state = 'pending'
      ) then null else ${time()} end
    from unnest(${lanes.map((lane) => lane.discord_id)}::text[], ${lanes.map((lane) => lane.tail)}::bigint[])
      empty (discord_id, tail)
    where lane.discord_id = empty.discord_id and lane.claimed_by = ${workerId}`.execute(db);
}

/** Claims the lanes of users for whom something is due, and gives the first delivery of each. */
export async function claimDeliveries(
  db: QueryExecutorProvider,
  claim: Claim,
  time: DatabaseTime,
): Promise<ClaimedDelivery[]> {
  const lanes = await claimLanes(db, claim, time);
  if (lanes.length === 0) return [];
  const deliveries = await takeHeads(db, lanes, time);
  const taken = new Set(deliveries.map((delivery) => delivery.discord_id));
  const empty = lanes.filter((lane) => !taken.has(lane.discord_id));
  if (empty.length > 0) await restLanes(db, empty, claim.workerId, time);
  return deliveries;
}
