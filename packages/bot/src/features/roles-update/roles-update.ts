import type { Handler } from "@moddy/internal-api/server";
import { type AdvisoryLocks, LockBusyError } from "@moddy/runtime";
import { type botOperations, isSuccess, OUTCOMES, type Outcome } from "@moddy/schemas";
import type { Plans } from "../../plans/plans.ts";
import { type BringAbout, type Brought, rolesLockKey } from "./bring-about.ts";
import { wantedRoles } from "./plan-change.ts";

const LOCK_WAIT_MS = 3_000;
/** Ends the work well before the call's own deadline, so that the caller hears what became of it. */
const WORK_MS = 10_000;

export interface RolesUpdateOptions {
  readonly guildId: string;
  readonly plans: Plans;
  readonly locks: AdvisoryLocks;
  readonly isReady: () => Promise<boolean>;
  readonly bringAbout: BringAbout;
}

/** `POST /internal/roles/update`: brings a member's managed roles to what is asked for. */
export function createRolesUpdate(options: RolesUpdateOptions): Handler<typeof botOperations.rolesUpdate> {
  const { guildId, plans, locks, isReady, bringAbout } = options;
  const reply = (outcome: Outcome, brought?: Brought, message?: string) => ({
    success: isSuccess(outcome),
    message: message ?? messageFor(outcome),
    roles_updated: isSuccess(outcome),
    guild_id: guildId,
    outcome,
    added: brought?.added ?? [],
    removed: brought?.removed ?? [],
  });
  return async (request, context) => {
    const wanted = wantedRoles(plans, request);
    if ("fault" in wanted) return reply("rejected", undefined, wanted.fault);
    if (!(await isReady())) return reply("bot_not_ready");
    const order = { discordId: request.discord_id, plan: request.plan, version: request.version ?? undefined, wanted };
    try {
      const brought = await locks.withLock(
        rolesLockKey(guildId, request.discord_id),
        (signal) => bringAbout(order, AbortSignal.any([signal, AbortSignal.timeout(WORK_MS)])),
        { waitMs: LOCK_WAIT_MS, signal: context.signal },
      );
      return reply(brought.outcome, brought);
    } catch (error) {
      if (error instanceof LockBusyError || context.signal.aborted) return reply("rate_limited");
      throw error;
    }
  };
}

function messageFor(outcome: Outcome): string {
  if (outcome === "delivered") return "Roles are as asked for.";
  if (outcome === "already_done") return "Roles were as asked for already.";
  return `${OUTCOMES[outcome].meaning} ${OUTCOMES[outcome].fix}`;
}
