import type { DeliveryFilter } from "@moddy/schemas";
import { type RawBuilder, sql } from "kysely";
import type { DatabaseTime } from "../../database-time.ts";

/** The SQL condition of a filter. An empty filter matches every delivery. */
export function filterCondition(
  filter: DeliveryFilter & { readonly delivery_id?: string | undefined },
  time: DatabaseTime,
): RawBuilder<boolean> {
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  if (filter.delivery_id !== undefined) conditions.push(sql`id = ${filter.delivery_id}`);
  if (filter.state !== undefined) conditions.push(sql`state = ${filter.state}`);
  if (filter.discord_id !== undefined) conditions.push(sql`discord_id = ${filter.discord_id}`);
  if (filter.operation !== undefined) conditions.push(sql`operation = ${filter.operation}`);
  if (filter.outcome !== undefined) conditions.push(sql`outcome = ${filter.outcome}`);
  if (filter.older_than_seconds !== undefined) {
    conditions.push(sql`created_at <= ${time()} - ${filter.older_than_seconds} * interval '1 second'`);
  }
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}
