import { type Kysely, sql } from "kysely";
import type { BackendDatabase } from "./schema.ts";

/** What counts as paid. */
export interface PaidConditions {
  readonly statuses: readonly string[];
  readonly prices: readonly string[];
}

/** A customer who pays, and whose Discord user is not known. */
export interface UnlinkedCustomer {
  readonly customer_id: string;
  readonly subscription_id: string;
  readonly status: string;
  readonly price_ids: readonly string[];
  readonly amount: string;
  readonly currency: string;
  readonly since: Date;
}

/** Of several subscriptions of a customer, the first one counts. Times are cut to what a Date holds. */
function waiting({ statuses, prices }: PaidConditions) {
  return sql`select distinct on (customers.id) customers.id as customer_id, subscriptions.id as subscription_id,
      subscriptions.status, subscriptions.price_ids, subscriptions.amount, subscriptions.currency,
      customers.unlinked_told_at,
      date_trunc('milliseconds', greatest(customers.unlinked_since, subscriptions.created_at)) as since
    from customers join users on users.id = customers.user_id
      join subscriptions on subscriptions.customer_id = customers.id
    where users.discord_id is null
      and subscriptions.status = any(${statuses}::text[]) and subscriptions.price_ids && ${prices}::text[]
    order by customers.id, subscriptions.created_at`;
}

/** Lists customers who wait, the longest waiting first. */
export async function listUnlinked(
  db: Kysely<BackendDatabase>,
  paid: PaidConditions,
  { limit, after }: { limit: number; after: { since: Date; customerId: string } | null },
): Promise<UnlinkedCustomer[]> {
  const later = after ? sql`where (since, customer_id) > (${after.since}, ${after.customerId})` : sql``;
  const { rows } = await sql<UnlinkedCustomer>`
    with waiting as (${waiting(paid)}) select * from waiting ${later} order by since, customer_id limit ${limit}`.execute(
    db,
  );
  return rows;
}

/** How many customers wait, and since when the first of them. */
export async function countUnlinked(
  db: Kysely<BackendDatabase>,
  paid: PaidConditions,
): Promise<{ count: number; oldest: Date | null }> {
  const { rows } = await sql<{ count: number; oldest: Date | null }>`
    with waiting as (${waiting(paid)}) select count(*)::int as count, min(since) as oldest from waiting`.execute(db);
  return rows[0] ?? { count: 0, oldest: null };
}

/** The customers who have waited since before a time and whom no alert named, the longest waiting first. */
export async function listUntold(
  db: Kysely<BackendDatabase>,
  paid: PaidConditions,
  before: Date,
): Promise<{ customer_id: string; since: Date }[]> {
  const { rows } = await sql<{ customer_id: string; since: Date }>`
    with waiting as (${waiting(paid)})
    select customer_id, since from waiting where unlinked_told_at is null and since < ${before} order by since`.execute(
    db,
  );
  return rows;
}

/** Stores that an alert named these customers. */
export async function markTold(db: Kysely<BackendDatabase>, customerIds: readonly string[], at: Date): Promise<void> {
  await sql`update customers set unlinked_told_at = ${at} where id = any(${customerIds}::text[])`.execute(db);
}
