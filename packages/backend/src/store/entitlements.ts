import { FREE_PLAN } from "@moddy/schemas";
import type { Kysely, Selectable, Transaction } from "kysely";
import type { BackendDatabase, EntitlementsTable } from "./schema.ts";

type Trx = Transaction<BackendDatabase>;
/** A user's row. */
export type EntitlementRow = Selectable<EntitlementsTable>;
type Row = EntitlementRow;

/** Locks a user's row for this transaction; a missing one is made first, so that two transactions never both make it. */
export async function lockEntitlement(trx: Trx, discordId: string, at: Date): Promise<Row> {
  await trx
    .insertInto("entitlements")
    .values({ discord_id: discordId, plan: FREE_PLAN, version: 1, since: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return trx
    .selectFrom("entitlements")
    .selectAll()
    .where("discord_id", "=", discordId)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

const toDate = (time: number | null) => (time === null ? null : new Date(time));

/** Stores what a user may have now; times in ms since 1970. `since` moves only when the plan changes. */
export async function writeEntitlement(
  trx: Trx,
  before: Row,
  after: {
    plan: string;
    version: number;
    endsAt: number | null;
    graceUntil: number | null;
    trialRefused: string | null;
    recheckAt: number | null;
  },
  at: Date,
): Promise<void> {
  const { plan, version, trialRefused: trial_refused, endsAt, graceUntil, recheckAt } = after;
  await trx
    .updateTable("entitlements")
    .set({ plan, version, trial_refused })
    .set({ ends_at: toDate(endsAt), grace_until: toDate(graceUntil), recheck_at: toDate(recheckAt) })
    .$if(before.plan !== plan, (update) => update.set({ since: at }))
    .where("discord_id", "=", before.discord_id)
    .execute();
}

/** Whether an entitlement was ever decided for a Discord user. */
export async function isEntitlementKnown(db: Kysely<BackendDatabase>, discordId: string): Promise<boolean> {
  const row = await db
    .selectFrom("entitlements")
    .select("discord_id")
    .where("discord_id", "=", discordId)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Whose entitlement has to be decided anew, because the days of grace or a grant have run out, and whose message is due;
 * at most `limit`.
 */
export async function listDueEntitlements(db: Kysely<BackendDatabase>, at: Date, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom("entitlements")
    .select("discord_id")
    .where((row) => row.or([row("recheck_at", "<=", at), row("message_due_at", "<=", at)]))
    .orderBy(({ fn }) => fn<Date>("least", ["recheck_at", "message_due_at"]))
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
