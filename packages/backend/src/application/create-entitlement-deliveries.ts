import type { Outbox, Withdrawal } from "@moddy/delivery";
import type { botOperations, MessageChange, NotifyAction, Plan, RequestOf } from "@moddy/schemas";
import type { Transaction } from "kysely";
import { listRoles, splitLists } from "../roles/list-roles.ts";
import { readGivenRoles } from "../store/given-roles.ts";
import type { BackendDatabase } from "../store/schema.ts";

type Trx = Transaction<BackendDatabase>;

/** The facts that travel with a message about a plan. */
export interface PlanMessageMetadata extends Record<string, string | null> {
  readonly previous_plan: string;
  readonly source: string;
  /** When the plan is set to end (ISO 8601), null if it goes on. */
  readonly ends_at: string | null;
  /** Until when the plan is kept though a payment failed (ISO 8601), null when nothing is owed. */
  readonly grace_until: string | null;
  /** When the free trial ends (ISO 8601), null when there is none. */
  readonly trial_ends_at: string | null;
  /** The plan of which a second free trial was refused. */
  readonly trial_plan: string | null;
  /** What the message says beyond its action. */
  readonly change: MessageChange | null;
}

/** What is enqueued for the bot when an entitlement changes, in the caller's transaction. */
export interface EntitlementDeliveries {
  /** With `addsOnly` the bot takes no role. */
  sendRoles(trx: Trx, to: { discordId: string; plan: string; version: number; addsOnly: boolean }): Promise<void>;
  /** @returns the delivery's id. */
  sendMessage(
    trx: Trx,
    to: { discordId: string; action: NotifyAction; plan: string; metadata: PlanMessageMetadata },
  ): Promise<string>;
  /** Takes a message back that is no longer true, unless its attempt is under way. */
  withdraw(trx: Trx, deliveryId: string): Promise<Withdrawal>;
}

/**
 * Makes the deliveries that follow from an entitlement. A new one of roles supersedes those that are still pending. It has the
 * plan's roles as lists too, for bots that know no plans; lists that are too long for one request make several.
 */
export function createEntitlementDeliveries(
  outbox: Pick<Outbox<typeof botOperations>, "enqueue" | "withdraw">,
  plans: readonly Plan[],
): EntitlementDeliveries {
  return {
    async sendRoles(trx, { discordId, plan, version, addsOnly }) {
      const all = listRoles(plan, plans);
      const lists = addsOnly ? { add_roles: all?.add_roles ?? [], remove_roles: [] } : all;
      if (addsOnly && lists?.add_roles.length === 0) return;
      const given = await givenFields(trx, discordId);
      for (const [part, each] of (lists ? splitLists(lists) : [{}]).entries()) {
        const request = { discord_id: discordId, plan, version, ...each, ...given };
        await outbox.enqueue(trx, { operation: "rolesUpdate", discordId, request, version, supersede: part === 0 });
      }
    },
    async sendMessage(trx, { discordId, action, plan, metadata }) {
      const request = { discord_id: discordId, action, plan, metadata };
      return outbox.enqueue(trx, { operation: "notify", discordId, request });
    },
    withdraw: (trx, deliveryId) => outbox.withdraw(trx, deliveryId),
  };
}

/** What the bot may have forgotten of the roles that it gave, and what it is to adopt. */
async function givenFields(trx: Trx, discordId: string): Promise<Partial<RequestOf<typeof botOperations.rolesUpdate>>> {
  const known = await readGivenRoles(trx, discordId);
  if (!known) return {};
  const { version, roleIds, adoptRoleIds } = known;
  return {
    ...(version !== null && { given_roles: { version, role_ids: [...roleIds] } }),
    ...(adoptRoleIds.length > 0 && { adopt_roles: [...adoptRoleIds] }),
  };
}
