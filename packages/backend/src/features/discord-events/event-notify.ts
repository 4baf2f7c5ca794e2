import type { Handler } from "@moddy/internal-api/server";
import type { backendOperations, EventType } from "@moddy/schemas";
import type { Transaction } from "kysely";
import type { RefreshOptions } from "../../application/refresh-entitlement.ts";
import type { Dependencies } from "../../dependencies.ts";
import { addDiscordEvent } from "../../store/discord-events.ts";
import { isEntitlementKnown } from "../../store/entitlements.ts";
import type { BackendDatabase } from "../../store/schema.ts";
import type { AfterCommit } from "../../store/transaction.ts";

type Deps = Pick<Dependencies, "transact" | "refreshEntitlement" | "step" | "now" | "logger">;

/** A paying user who joins gets the roles; a user whose managed roles were changed by hand gets the right ones back. */
const RESEND: Partial<Record<EventType, NonNullable<RefreshOptions["resend"]>>> = {
  member_joined: "paying",
  role_updated: "everyone",
};

async function resendRoles(
  deps: Deps,
  trx: Transaction<BackendDatabase>,
  afterCommit: AfterCommit,
  event: { event_type: EventType; discord_id: string },
): Promise<void> {
  const resend = RESEND[event.event_type];
  // The database may be wrong about a user it does not know: only the reconciliation, which asks before it removes many
  // roles, takes theirs.
  if (!resend || !(await isEntitlementKnown(trx, event.discord_id))) return;
  await deps.refreshEntitlement(trx, afterCommit, event.discord_id, { resend });
}

/** Answers `event_notify`: the event is stored together with what follows from it. */
export function createEventNotify(deps: Deps): Handler<typeof backendOperations.eventNotify> {
  return async (event, context) => {
    const added = await deps.transact(async (trx, afterCommit) => {
      const at = new Date(deps.now());
      if (!(await addDiscordEvent(trx, { ...event, deliveryKey: context.idempotencyKey }, at))) return false;
      await resendRoles(deps, trx, afterCommit, event);
      return true;
    });
    await deps.step("event.stored");
    if (added && event.event_type === "role_updated") {
      deps.logger.warn({ event: "managed_role_changed" }, "Managed roles of a member were changed by hand");
    }
    const message = added ? "Event stored." : "The event was stored before.";
    return { success: true, message, event_received: true, outcome: added ? "delivered" : "already_done" };
  };
}
