import { FREE_PLAN, type NotifyAction } from "@moddy/schemas";
import type { Selectable, Transaction } from "kysely";
import type { Logger } from "pino";
import { readFacts } from "../store/read-facts.ts";
import type { BackendDatabase, EntitlementsTable } from "../store/schema.ts";
import type { AfterCommit } from "../store/transaction.ts";
import { chooseAction } from "./choose-action.ts";
import { decideEntitlement, type Entitlement } from "./decide-entitlement.ts";
import type { PlanRules } from "./load-plans.ts";

type Trx = Transaction<BackendDatabase>;
type Row = Selectable<EntitlementsTable>;

/** How an entitlement is sent to the bot. */
export interface RefreshOptions {
  /** Whether roles are sent though nothing changed: to whoever pays, or to everyone, or (left out) to nobody. */
  readonly resend?: "paying" | "everyone";
  /** Whether the user is told of a change; true unless it is said otherwise. */
  readonly notify?: boolean;
}

/** Works a Discord user's entitlement out again and enqueues what follows from it, in the caller's transaction. */
export type RefreshEntitlement = (
  trx: Trx,
  afterCommit: AfterCommit,
  discordId: string,
  options?: RefreshOptions,
) => Promise<Entitlement>;

/** What refreshing needs of the outbox. */
export interface Deliveries {
  sendRoles(trx: Trx, to: { discordId: string; plan: string; version: number }): Promise<void>;
  sendNotice(trx: Trx, to: { discordId: string; action: NotifyAction; plan: string; metadata: Notice }): Promise<void>;
}

/** The facts that travel with a message. */
export interface Notice extends Record<string, string | null> {
  readonly previous_plan: string;
  readonly source: string;
  /** When the plan is set to end (ISO 8601), null if it goes on. */
  readonly ends_at: string | null;
}

const toDate = (time: number | null) => (time === null ? null : new Date(time));

/** Takes the user's row for this transaction; it is made on first sight, so that two transactions never both make it. */
async function lockEntitlement(trx: Trx, discordId: string, at: Date): Promise<Row> {
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

async function writeEntitlement(trx: Trx, before: Row, after: Entitlement, version: number, at: Date): Promise<void> {
  await trx
    .updateTable("entitlements")
    .set({ plan: after.plan, version, ends_at: toDate(after.endsAt), recheck_at: toDate(after.recheckAt) })
    .$if(before.plan !== after.plan, (update) => update.set({ since: at }))
    .where("discord_id", "=", before.discord_id)
    .execute();
}

/** Higher than any before it, also for a bot that remembers a database which was lost or put back to an earlier day. */
function nextVersion(before: Row, at: number): number {
  return Math.max(Number(before.version) + 1, at);
}

/** Makes the one way by which entitlements change. `now` gives ms since 1970. */
export function createRefreshEntitlement(deps: {
  rules: PlanRules;
  deliveries: Deliveries;
  now: () => number;
  logger: Logger;
}): RefreshEntitlement {
  const { rules, deliveries, now, logger } = deps;
  return async (trx, afterCommit, discordId, { resend, notify = true } = {}) => {
    const at = now();
    const before = await lockEntitlement(trx, discordId, new Date(at));
    const after = decideEntitlement(await readFacts(trx, discordId), rules, at);
    const { plan } = after;
    const changed = plan !== before.plan;
    const sending = changed || resend === "everyone" || (resend === "paying" && plan !== FREE_PLAN);
    const version = sending ? nextVersion(before, at) : Number(before.version);
    await writeEntitlement(trx, before, after, version, new Date(at));
    if (sending) await deliveries.sendRoles(trx, { discordId, plan, version });
    const standing = { plan: before.plan, endsAt: before.ends_at?.getTime() ?? null };
    const action = notify ? chooseAction(standing, after, rules.plans) : undefined;
    if (action) {
      const ends_at = toDate(after.endsAt)?.toISOString() ?? null;
      const metadata = { previous_plan: before.plan, source: after.source, ends_at };
      // A message about an end names the plan that ended.
      await deliveries.sendNotice(trx, { discordId, action, plan: plan === FREE_PLAN ? before.plan : plan, metadata });
    }
    if (changed) {
      const facts = { plan, version, ...(after.subscriptionId && { subscription_id: after.subscriptionId }) };
      afterCommit(() => logger.info({ event: "entitlement_changed", ...facts }, "An entitlement changed"));
    }
    return after;
  };
}
