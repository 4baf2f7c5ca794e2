import type { Kysely } from "kysely";
import type { ContestedPayment, GrantFacts, SubscriptionFacts } from "../entitlement/decide-entitlement.ts";
import type { BackendDatabase } from "./schema.ts";

async function readPayments(db: Kysely<BackendDatabase>, ids: string[]): Promise<Map<string, ContestedPayment[]>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom("contested_payments").selectAll().where("subscription_id", "in", ids).execute();
  const facts = rows.map((row) => ({
    subscription: row.subscription_id,
    refunded: row.refunded,
    dispute: row.dispute,
    coversFrom: row.covers_from.getTime(),
    coversUntil: row.covers_until.getTime(),
  }));
  return Map.groupBy(facts, ({ subscription }) => subscription);
}

async function readSubscriptions(db: Kysely<BackendDatabase>, discordId: string): Promise<SubscriptionFacts[]> {
  const rows = await db
    .selectFrom("subscriptions")
    .innerJoin("customers", "customers.id", "subscriptions.customer_id")
    .innerJoin("users", "users.id", "customers.user_id")
    .selectAll("subscriptions")
    .where("users.discord_id", "=", discordId)
    .execute();
  const payments = await readPayments(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    id: row.id,
    status: row.status,
    priceIds: row.price_ids,
    currentPeriodStart: row.current_period_start.getTime(),
    endsAt: row.ends_at?.getTime() ?? null,
    pastDueSince: row.past_due_since?.getTime() ?? null,
    payments: payments.get(row.id) ?? [],
  }));
}

async function readGrants(db: Kysely<BackendDatabase>, discordId: string): Promise<GrantFacts[]> {
  const rows = await db
    .selectFrom("grants")
    .innerJoin("users", "users.id", "grants.user_id")
    .select(["grants.plan", "grants.expires_at"])
    .where("users.discord_id", "=", discordId)
    .where("grants.revoked_at", "is", null)
    .execute();
  return rows.map(({ plan, expires_at }) => ({ plan, expiresAt: expires_at?.getTime() ?? null }));
}

/** Everything that decides what a Discord user may have. */
export async function readFacts(
  db: Kysely<BackendDatabase>,
  discordId: string,
): Promise<{ subscriptions: SubscriptionFacts[]; grants: GrantFacts[] }> {
  return { subscriptions: await readSubscriptions(db, discordId), grants: await readGrants(db, discordId) };
}
