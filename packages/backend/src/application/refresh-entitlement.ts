import { FREE_PLAN, type Plan } from "@moddy/schemas";
import type { Transaction } from "kysely";
import type { Logger } from "pino";
import { chooseAction } from "../entitlement/choose-action.ts";
import { decideEntitlement, type Entitlement } from "../entitlement/decide-entitlement.ts";
import { nextVersion } from "../entitlement/next-version.ts";
import type { EntitlementPolicy } from "../entitlement/policy.ts";
import { lockEntitlement, writeEntitlement } from "../store/entitlements.ts";
import { requestAdoption } from "../store/given-roles.ts";
import { readFacts } from "../store/read-facts.ts";
import type { BackendDatabase } from "../store/schema.ts";
import type { AfterCommit } from "../store/transaction.ts";
import type { EntitlementDeliveries } from "./create-entitlement-deliveries.ts";

type Trx = Transaction<BackendDatabase>;

/** How an entitlement is sent to the bot. */
export interface RefreshOptions {
  /** Whether roles are sent though nothing changed: to a user who has a plan, or to every user; left out, to none. */
  readonly resend?: "paying" | "everyone";
  /**
   * Whether the roles of the plan count as given by the bot where the member holds them: an earlier bot gave them for the
   * payment. Without a resend it takes effect with the next update.
   */
  readonly adopt?: boolean;
  /** Whether the user gets a message about a change; true unless it is set. */
  readonly notify?: boolean;
}

/** Decides a Discord user's entitlement anew and enqueues what follows from it, in the caller's transaction. */
export type RefreshEntitlement = (
  trx: Trx,
  afterCommit: AfterCommit,
  discordId: string,
  options?: RefreshOptions,
) => Promise<Entitlement>;

type Row = Awaited<ReturnType<typeof lockEntitlement>>;

async function adoptRolesOf(trx: Trx, discordId: string, plans: readonly Plan[], plan: string): Promise<void> {
  const roleIds = plans.find(({ id }) => id === plan)?.role_ids ?? [];
  if (roleIds.length > 0) await requestAdoption(trx, discordId, roleIds);
}

/** Makes the one way by which entitlements change. `now` gives ms since 1970. */
export function createRefreshEntitlement(deps: {
  plans: readonly Plan[];
  policy: EntitlementPolicy;
  deliveries: EntitlementDeliveries;
  now: () => number;
  logger: Logger;
}): RefreshEntitlement {
  const { plans, deliveries, now, logger } = deps;

  async function sendMessage(trx: Trx, before: Row, after: Entitlement): Promise<void> {
    const standing = { plan: before.plan, endsAt: before.ends_at?.getTime() ?? null };
    const action = chooseAction(standing, after, plans);
    if (!action) return;
    const ends_at = after.endsAt === null ? null : new Date(after.endsAt).toISOString();
    // A message about an end names the plan that ended.
    const plan = after.plan === FREE_PLAN ? before.plan : after.plan;
    const metadata = { previous_plan: before.plan, source: after.source, ends_at };
    await deliveries.sendMessage(trx, { discordId: before.discord_id, action, plan, metadata });
  }

  return async (trx, afterCommit, discordId, { resend, adopt = false, notify = true } = {}) => {
    const at = now();
    const before = await lockEntitlement(trx, discordId, new Date(at));
    const after = decideEntitlement(await readFacts(trx, discordId), deps, at);
    const { plan, subscriptionId } = after;
    const changed = plan !== before.plan;
    const sendsRoles = changed || resend === "everyone" || (resend === "paying" && plan !== FREE_PLAN);
    const version = sendsRoles ? nextVersion(Number(before.version), at) : Number(before.version);
    await writeEntitlement(trx, before, { ...after, version }, new Date(at));
    if (adopt) await adoptRolesOf(trx, discordId, plans, plan);
    if (sendsRoles) await deliveries.sendRoles(trx, { discordId, plan, version });
    if (notify) await sendMessage(trx, before, after);
    if (changed) {
      const facts = { plan, version, ...(subscriptionId && { subscription_id: subscriptionId }) };
      afterCommit(() => logger.info({ event: "entitlement_changed", ...facts }, "An entitlement changed"));
    }
    return after;
  };
}
