import { type Kysely, sql } from "kysely";
import type { Coverage } from "../stripe/fetch-account.ts";
import type { BackendDatabase } from "./schema.ts";

/** A payment that was refunded in full or disputed; times in ms since 1970. */
interface PaymentFacts {
  readonly refunded: boolean;
  readonly dispute: "open" | "lost" | null;
  readonly invoiceId: string | null;
  readonly amount: number | null;
  readonly billsUntil: number | null;
  readonly coversFrom: number;
  readonly coversUntil: number;
}

/** JSON has no type for times, so they travel as ms since 1970. */
const payments = sql<PaymentFacts[]>`coalesce((
  select json_agg(json_build_object(
    'refunded', refunded,
    'dispute', dispute,
    'invoiceId', invoice_id,
    'amount', amount,
    'billsUntil', (extract(epoch from bills_until) * 1000)::bigint,
    'coversFrom', (extract(epoch from covers_from) * 1000)::bigint,
    'coversUntil', (extract(epoch from covers_until) * 1000)::bigint
  )) from contested_payments where subscription_id = subscriptions.id
), '[]')`;

/** What an older version wrote in between belongs to another reading, and nothing is known. */
const coverage = sql<Coverage | null>`case when subscriptions.coverage_seq = customers.fetch_seq then subscriptions.coverage end`;

async function readSubscriptions(db: Kysely<BackendDatabase>, discordId: string | undefined) {
  const rows = await db
    .selectFrom("subscriptions")
    .innerJoin("customers", "customers.id", "subscriptions.customer_id")
    .innerJoin("users", "users.id", "customers.user_id")
    .selectAll("subscriptions")
    .select(["users.discord_id", payments.as("payments"), coverage.as("valid_coverage")])
    .where("users.discord_id", "is not", null)
    .$if(discordId !== undefined, (query) => query.where("users.discord_id", "=", discordId ?? ""))
    .execute();
  return rows.map((row) => ({
    discordId: row.discord_id ?? "",
    facts: {
      id: row.id,
      status: row.status,
      priceIds: row.price_ids,
      currentPeriodStart: row.current_period_start.getTime(),
      endsAt: row.ends_at?.getTime() ?? null,
      pastDueSince: row.past_due_since?.getTime() ?? null,
      trialStart: row.trial_start?.getTime() ?? null,
      trialEnd: row.trial_end?.getTime() ?? null,
      payments: row.payments,
      coverage: row.valid_coverage,
    },
  }));
}

async function readGrants(db: Kysely<BackendDatabase>, discordId: string | undefined) {
  const rows = await db
    .selectFrom("grants")
    .innerJoin("users", "users.id", "grants.user_id")
    .select(["users.discord_id", "grants.plan", "grants.expires_at"])
    .where("users.discord_id", "is not", null)
    .where("grants.revoked_at", "is", null)
    .$if(discordId !== undefined, (query) => query.where("users.discord_id", "=", discordId ?? ""))
    .execute();
  return rows.map(({ discord_id, plan, expires_at }) => ({
    discordId: discord_id ?? "",
    facts: { plan, expiresAt: expires_at?.getTime() ?? null },
  }));
}

async function readTrials(db: Kysely<BackendDatabase>, discordId: string | undefined) {
  const rows = await db
    .selectFrom("trials")
    .select(["discord_id", "plan", "subscription_id"])
    .$if(discordId !== undefined, (query) => query.where("discord_id", "=", discordId ?? ""))
    .execute();
  return rows.map(({ discord_id, plan, subscription_id }) => ({
    discordId: discord_id,
    facts: { plan, subscriptionId: subscription_id },
  }));
}

/** Everything that decides what a Discord user may have; times in ms since 1970. */
export interface Facts {
  readonly subscriptions: Awaited<ReturnType<typeof readSubscriptions>>[number]["facts"][];
  readonly grants: Awaited<ReturnType<typeof readGrants>>[number]["facts"][];
  readonly trials: Awaited<ReturnType<typeof readTrials>>[number]["facts"][];
}

/** What decides about one Discord user. */
export async function readFacts(db: Kysely<BackendDatabase>, discordId: string): Promise<Facts> {
  const subscriptions = await readSubscriptions(db, discordId);
  const grants = await readGrants(db, discordId);
  const trials = await readTrials(db, discordId);
  return {
    subscriptions: subscriptions.map(({ facts }) => facts),
    grants: grants.map(({ facts }) => facts),
    trials: trials.map(({ facts }) => facts),
  };
}

/** What decides about every user who ever had a plan; without subscriptions and grants for a user who has none left. */
export async function readAllFacts(db: Kysely<BackendDatabase>): Promise<Map<string, Facts>> {
  const known = await db.selectFrom("entitlements").select("discord_id").execute();
  const all = new Map<string, Facts>();
  const factsOf = (discordId: string) => {
    const facts = all.get(discordId) ?? { subscriptions: [], grants: [], trials: [] };
    all.set(discordId, facts);
    return facts;
  };
  for (const { discord_id } of known) factsOf(discord_id);
  for (const { discordId, facts } of await readSubscriptions(db, undefined))
    factsOf(discordId).subscriptions.push(facts);
  for (const { discordId, facts } of await readGrants(db, undefined)) factsOf(discordId).grants.push(facts);
  for (const { discordId, facts } of await readTrials(db, undefined)) factsOf(discordId).trials.push(facts);
  return all;
}
