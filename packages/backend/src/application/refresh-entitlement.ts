import { FREE_PLAN, type Plan } from "@moddy/schemas";
import type { Transaction } from "kysely";
import type { Logger } from "pino";
import { decideEntitlement, type Entitlement } from "../entitlement/decide-entitlement.ts";
import { describeBackground } from "../entitlement/describe-background.ts";
import { holdBack, isLower } from "../entitlement/hold-back.ts";
import { nextVersion } from "../entitlement/next-version.ts";
import type { EntitlementPolicy } from "../entitlement/policy.ts";
import { type EntitlementRow, lockEntitlement, writeEntitlement } from "../store/entitlements.ts";
import { requestAdoption } from "../store/given-roles.ts";
import { readFacts } from "../store/read-facts.ts";
import type { BackendDatabase } from "../store/schema.ts";
import { findSubscriptionCreated } from "../store/subscriptions.ts";
import { standingOfRow, toldOfRow } from "../store/told.ts";
import type { AfterCommit } from "../store/transaction.ts";
import type { EntitlementDeliveries } from "./create-entitlement-deliveries.ts";
import type { FirstImport } from "./first-import.ts";
import { recordTrials } from "./record-trials.ts";
import type { TellUser } from "./tell-user.ts";

type Trx = Transaction<BackendDatabase>;

/** How an entitlement is sent to the bot. */
export interface RefreshOptions {
  /** Whether roles are sent though nothing changed: to a user who has a plan, or to every user; left out, to none. */
  readonly resend?: "paying" | "everyone";
  /**
   * Whether the roles of the plan count as given by the bot where the member holds them: an earlier bot gave them for the
   * payment. Without a resend it takes effect with the next update. After the first import only a plan that changes counts.
   */
  readonly adopt?: boolean;
  /** Whether the user gets a message about a change; true unless it is set. Without one the change counts as told. */
  readonly notify?: boolean;
  /** Whether the plan is no news: one that the user gets or keeps is recorded, and neither told nor sent. */
  readonly quiet?: boolean;
  /** Whether a person has asked for it: then it is news, also of a subscription from before. */
  readonly ordered?: boolean;
  /** Whether the roles that are sent only add to those that the user holds. */
  readonly addsOnly?: boolean;
}

/** Decides a Discord user's entitlement anew and enqueues what follows from it, in the caller's transaction. */
export type RefreshEntitlement = (
  trx: Trx,
  afterCommit: AfterCommit,
  discordId: string,
  options?: RefreshOptions,
) => Promise<Entitlement>;

/** Whether a message is on its way: no quiet reading takes it back. */
function isWaiting(row: EntitlementRow): boolean {
  return toldOfRow(row).dueAt !== null;
}

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
  firstImport: FirstImport;
  now: () => number;
  logger: Logger;
}): RefreshEntitlement {
  const { plans, deliveries, tellUser, firstImport, now, logger } = deps;

  /** Until the earlier subscriptions are known, a user of one of them has the plan already, and is told nothing. */
  async function isNews(trx: Trx, { subscriptionId }: Entitlement): Promise<boolean> {
    const created = subscriptionId === null ? undefined : await findSubscriptionCreated(trx, subscriptionId);
    return created === undefined || !(await firstImport.isFromBefore(trx, created.getTime()));
  }

  return async (trx, afterCommit, discordId, options = {}) => {
    const { resend, adopt = false, notify = true, quiet = false, ordered = false, addsOnly = false } = options;
    const at = now();
    const before = await lockEntitlement(trx, discordId, new Date(at));
    const facts = await recordTrials(trx, discordId, await readFacts(trx, discordId), plans);
    const decided = decideEntitlement(facts, deps, at);
    const mayTake = await firstImport.hasEnded(trx);
    const after = mayTake ? decided : holdBack(standingOfRow(before), decided, plans, at);
    const { plan, subscriptionId } = after;
    const changed = plan !== before.plan;
    const isNew = isLower(plan, before.plan, plans) || (!quiet && (mayTake || ordered || (await isNews(trx, decided))));
    const sendsRoles = (changed && isNew) || resend === "everyone" || (resend === "paying" && plan !== FREE_PLAN);
    const version = sendsRoles ? nextVersion(Number(before.version), at) : Number(before.version);
    await writeEntitlement(trx, before, { ...after, version }, new Date(at));
    if (adopt && (changed || !mayTake)) await adoptRolesOf(trx, discordId, plans, plan);
    if (sendsRoles) await deliveries.sendRoles(trx, { discordId, plan, version, addsOnly: addsOnly || !mayTake });
    const describe = (told: string) => describeBackground(facts.subscriptions, { after, told }, deps, at);
    await tellUser(trx, { before, after, at, notify: notify && (isNew || isWaiting(before)), describe });
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
