import { FREE_PLAN } from "@moddy/schemas";
import type { Kysely } from "kysely";
import type { BackendDatabase } from "./schema.ts";

/** Whether a Discord user ever had to do with a plan. */
export async function isEntitlementKnown(db: Kysely<BackendDatabase>, discordId: string): Promise<boolean> {
  const row = await db
    .selectFrom("entitlements")
    .select("discord_id")
    .where("discord_id", "=", discordId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whose entitlement has to be worked out again because a grace or a grant has run out; at most `limit`. */
export async function listDueEntitlements(db: Kysely<BackendDatabase>, at: Date, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom("entitlements")
    .select("discord_id")
    .where("recheck_at", "<=", at)
    .orderBy("recheck_at")
    .limit(limit)
    .execute();
  return rows.map(({ discord_id }) => discord_id);
}

/** How many Discord users have each plan, without those that have none. */
export async function countPlans(db: Kysely<BackendDatabase>): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom("entitlements")
    .select(({ fn }) => ["plan", fn.countAll<string>().as("count")])
    .where("plan", "!=", FREE_PLAN)
    .groupBy("plan")
    .execute();
  return new Map(rows.map(({ plan, count }) => [plan, Number(count)]));
}
