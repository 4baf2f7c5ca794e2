import type { Handler } from "@moddy/internal-api/server";
import type { backendOperations, EventType } from "@moddy/schemas";
import type { Transaction } from "kysely";
import type { Logger } from "pino";
import type { RefreshEntitlement, RefreshOptions } from "../../entitlement/refresh-entitlement.ts";
import type { Step } from "../../step.ts";
import { addDiscordEvent } from "../../store/discord-events.ts";
import { isEntitlementKnown } from "../../store/entitlements.ts";
import type { BackendDatabase } from "../../store/schema.ts";
import type { AfterCommit, Transact } from "../../store/transaction.ts";

/** What taking an event of Discord needs. `now` gives ms since 1970. */
export interface DiscordEventDeps {
  readonly transact: Transact;
  readonly refresh: RefreshEntitlement;
  readonly step: Step;
  readonly now: () => number;
  readonly logger: Logger;
}

/** Whoever joins gets what they pay for; whose managed roles were changed by hand gets back what they should have. */
const RESEND: Partial<Record<EventType, NonNullable<RefreshOptions["resend"]>>> = {
  member_joined: "paying",
  role_updated: "everyone",
};

async function bringRolesBack(
  deps: DiscordEventDeps,
  trx: Transaction<BackendDatabase>,
  afterCommit: AfterCommit,
  event: { event_type: EventType; discord_id: string },
): Promise<void> {
  const resend = RESEND[event.event_type];
  // About someone we never heard of the database may be wrong: only the sweep, which has a brake, takes their roles.
  if (!resend || !(await isEntitlementKnown(trx, event.discord_id))) return;
  await deps.refresh(trx, afterCommit, event.discord_id, { resend });
}

/** Answers `event_notify`: the event is stored together with what follows from it. */
export function createEventNotify(deps: DiscordEventDeps): Handler<typeof backendOperations.eventNotify> {
  return async (event, context) => {
    const added = await deps.transact(async (trx, afterCommit) => {
      const at = new Date(deps.now());
      if (!(await addDiscordEvent(trx, { ...event, deliveryKey: context.idempotencyKey }, at))) return false;
      await bringRolesBack(deps, trx, afterCommit, event);
      return true;
    });
    await deps.step("event.stored");
    if (added && event.event_type === "role_updated") {
      deps.logger.warn({ event: "managed_role_changed" }, "Managed roles of a member were changed by hand");
    }
    const message = added ? "Event stored." : "Event known already.";
    return { success: true, message, event_received: true, outcome: added ? "delivered" : "already_done" };
  };
}
