import type { Handler } from "@moddy/internal-api/server";
import { type AdvisoryLocks, LockBusyError } from "@moddy/runtime";
import { type botOperations, isSuccess, OUTCOMES, type Outcome } from "@moddy/schemas";
import type { Plans } from "../../plans/plans.ts";
import { desiredRoles } from "../../roles/plan-change.ts";
import { type ReconcileResult, type ReconcileRoles, rolesLockKey } from "./reconcile-roles.ts";

const LOCK_WAIT_MS = 3_000;
/** Ends the work before the call's own deadline, so that the caller gets its outcome. */
const WORK_MS = 10_000;

export interface RolesUpdateOptions {
  readonly guildId: string;
  readonly plans: Plans;
  readonly locks: AdvisoryLocks;
  readonly isReady: () => Promise<boolean>;
  readonly reconcileRoles: ReconcileRoles;
}

/** `POST /internal/roles/update`: gives and takes a member's managed roles until they are as asked for. */
export function createRolesUpdate(options: RolesUpdateOptions): Handler<typeof botOperations.rolesUpdate> {
  const { guildId, plans, locks, isReady, reconcileRoles } = options;
  const reply = (outcome: Outcome, result?: ReconcileResult, message?: string) => ({
    success: isSuccess(outcome),
    message: message ?? messageFor(outcome, result?.kept?.length ?? 0),
    roles_updated: isSuccess(outcome),
    guild_id: guildId,
    outcome,
    added: result?.added ?? [],
    removed: result?.removed ?? [],
    ...(result?.kept && { kept: result.kept }),
    ...(result?.given && { given_roles: result.given }),
  });
  return async (request, context) => {
    const desired = desiredRoles(plans, request);
    if ("fault" in desired) return reply("rejected", undefined, desired.fault);
    if (!(await isReady())) return reply("bot_not_ready");
    const change = {
      discordId: request.discord_id,
      plan: request.plan,
      version: request.version ?? undefined,
      desired,
      snapshot: request.given_roles
        ? { version: request.given_roles.version, roleIds: request.given_roles.role_ids }
        : undefined,
      adopt: request.adopt_roles ?? undefined,
    };
    try {
      const result = await locks.withLock(
        rolesLockKey(guildId, request.discord_id),
        (signal) => reconcileRoles(change, AbortSignal.any([signal, AbortSignal.timeout(WORK_MS)])),
        { waitMs: LOCK_WAIT_MS, signal: context.signal },
      );
      return reply(result.outcome, result);
    } catch (error) {
      if (error instanceof LockBusyError || context.signal.aborted) return reply("rate_limited");
      throw error;
    }
  };
}

function messageFor(outcome: Outcome, kept: number): string {
  const stay = kept === 0 ? "" : ` Given by hand, so left alone: ${kept}.`;
  if (outcome === "delivered") return `Roles are as asked for.${stay}`;
  if (outcome === "already_done") return `Roles were as asked for already.${stay}`;
  return `${OUTCOMES[outcome].meaning} ${OUTCOMES[outcome].fix}`;
}
