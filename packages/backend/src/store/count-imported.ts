import { type Kysely, sql } from "kysely";
import type { BackendDatabase } from "./schema.ts";

/** Imported subscriptions that are alike. */
export interface ImportedGroup {
  readonly status: string;
  readonly priceIds: readonly string[];
  readonly count: number;
}

/** Stripe's metadata names a Discord user, or the customer was linked before. */
const linked = sql<boolean>`(
  coalesce(object -> 'customer' -> 'metadata' ->> 'discord_id', object -> 'metadata' ->> 'discord_id', '') ~ '^[0-9]{17,20}$'
  or exists (select from customers join users on users.id = customers.user_id
    where customers.id = imported_subscriptions.customer_id and users.discord_id is not null))`;

const priceIds = sql<
  string[]
>`(select coalesce(array_agg(item -> 'price' ->> 'id' order by item -> 'price' ->> 'id'), '{}')
  from jsonb_array_elements(object -> 'items' -> 'data') item)`;

/** Counts an import's subscriptions by status and prices. */
export async function countImported(db: Kysely<BackendDatabase>, importId: string): Promise<ImportedGroup[]> {
  const rows = await db
    .selectFrom((from) =>
      from
        .selectFrom("imported_subscriptions")
        .select([sql<string>`object ->> 'status'`.as("status"), priceIds.as("price_ids")])
        .where("import_id", "=", importId)
        .as("read"),
    )
    .select(({ fn }) => ["status", "price_ids", fn.countAll<string>().as("count")])
    .groupBy(["status", "price_ids"])
    .execute();
  return rows.map(({ status, price_ids, count }) => ({ status, priceIds: price_ids, count: Number(count) }));
}

/** An import's customers: all, those with a Discord id, and those who pay and have none. */
export async function countCustomers(
  db: Kysely<BackendDatabase>,
  importId: string,
): Promise<{ customers: number; linked: number; unlinked: number }> {
  const { rows } = await sql<{ customers: number; linked: number; unlinked: number }>`
    select count(*)::int as customers, count(*) filter (where linked)::int as linked,
      count(*) filter (where paying and not linked)::int as unlinked
    from (select customer_id, bool_or(${linked}) as linked, bool_or(period_start is not null) as paying
      from imported_subscriptions where import_id = ${importId} group by customer_id) as each_one`.execute(db);
  return rows[0] ?? { customers: 0, linked: 0, unlinked: 0 };
}
