import { FREE_PLAN, type Plan } from "@moddy/schemas";
import type { Transaction } from "kysely";
import type { Logger } from "pino";
import { decideEntitlement, type Entitlement } from "../entitlement/decide-entitlement.ts";
import { describeBackground } from "../entitlement/describe-background.ts";
import { nextVersion } from "../entitlement/next-version.ts";
import type { EntitlementPolicy } from "../entitlement/policy.ts";
import { lockEntitlement, writeEntitlement } from "../store/entitlements.ts";
import { requestAdoption } from "../store/given-roles.ts";
import { readFacts } from "../store/read-facts.ts";
import type { BackendDatabase } from "../store/schema.ts";
import type { AfterCommit } from "../store/transaction.ts";
import type { EntitlementDeliveries } from "./create-entitlement-deliveries.ts";
import { recordTrials } from "./record-trials.ts";
import type { TellUser } from "./tell-user.ts";

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
  /** Whether the user gets a message about a change; true unless it is set. Without one the change counts as told. */
  readonly notify?: boolean;
}

/** Decides a Discord user's entitlement anew and enqueues what follows from it, in the caller's transaction. */
export type RefreshEntitlement = (
  trx: Trx,
  afterCommit: AfterCommit,
  discordId: string,
  options?: RefreshOptions,
) => Promise<Entitlement>;

async function adoptRolesOf(trx: Trx, discordId: string, plans: readonly Plan[], plan: string): Promise<void> {
  const roleIds = plans.find(({ id }) => id === plan)?.role_ids ?? [];
  if (roleIds.length > 0) await requestAdoption(trx, discordId, roleIds);
}

/** Makes the one way by which entitlements change. `now` gives ms since 1970. */
export function createRefreshEntitlement(deps: {
  plans: readonly Plan[];
  policy: EntitlementPolicy;
  deliveries: EntitlementDeliveries;
  tellUser: TellUser;
  now: () => number;
  logger: Logger;
}): RefreshEntitlement {
  const { plans, deliveries, tellUser, now, logger } = deps;

  return async (trx, afterCommit, discordId, { resend, adopt = false, notify = true } = {}) => {
    const at = now();
    const before = await lockEntitlement(trx, discordId, new Date(at));
    const facts = await recordTrials(trx, discordId, await readFacts(trx, discordId), plans);
    const after = decideEntitlement(facts, deps, at);
    const { plan, subscriptionId } = after;
    const changed = plan !== before.plan;
    const sendsRoles = changed || resend === "everyone" || (resend === "paying" && plan !== FREE_PLAN);
    const version = sendsRoles ? nextVersion(Number(before.version), at) : Number(before.version);
    await writeEntitlement(trx, before, { ...after, version }, new Date(at));
    if (adopt) await adoptRolesOf(trx, discordId, plans, plan);
    if (sendsRoles) await deliveries.sendRoles(trx, { discordId, plan, version });
    const describe = (told: string) => describeBackground(facts.subscriptions, { after, told }, deps, at);
    await tellUser(trx, { before, after, at, notify, describe });
    if (changed) {
      const changedTo = { plan, version, ...(subscriptionId && { subscription_id: subscriptionId }) };
      afterCommit(() => logger.info({ event: "entitlement_changed", ...changedTo }, "An entitlement changed"));
    }
    if (after.trialRefused !== null && after.trialRefused !== before.trial_refused) {
      const refused = { event: "trial_refused", plan: after.trialRefused };
      afterCommit(() => logger.info(refused, "A second free trial of a plan gives nothing until it is paid"));
    }
    return after;
  };
}
