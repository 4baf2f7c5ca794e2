import { type backendOperations, FREE_PLAN, type ReplyOf } from "@moddy/schemas";
import { type JobKind, UNTIL_NEXT_TIME } from "@moddy/service";
import type { Dependencies } from "../../dependencies.ts";
import { decideEntitlement } from "../../entitlement/decide-entitlement.ts";
import { compareRoles, type RoleComparison } from "../../roles/compare-roles.ts";
import { needsConfirmation } from "../../roles/needs-confirmation.ts";
import { readAllGivenRoles } from "../../store/given-roles.ts";
import { readAllFacts } from "../../store/read-facts.ts";
import { listGuild } from "./list-guild.ts";
import type { ResendRoles } from "./resend-roles.ts";

type Reply = ReplyOf<typeof backendOperations.sync>;

/** The dependencies that a reconciliation uses. */
export type ReconcileNeeds =
  | "config"
  | "db"
  | "peer"
  | "plans"
  | "policy"
  | "isStrict"
  | "sendAlert"
  | "step"
  | "now"
  | "logger";

/** What a reconciliation is made of. */
export interface ReconcileDeps extends Pick<Dependencies, ReconcileNeeds> {
  readonly resendRoles: ResendRoles;
}

/** How a reconciliation is to go. */
export interface ReconcileOptions {
  /** Whether it only compares. */
  readonly dryRun: boolean;
  /** Whether a person has confirmed that many roles are removed. */
  readonly confirmRemovals: boolean;
  readonly signal: AbortSignal;
}

/** Compares the roles in Discord with the entitlements and has the roles sent again of every user who differs. */
export type ReconcileRoles = (options: ReconcileOptions) => Promise<Reply>;

const SHOWN = 100;

function describe(comparison: RoleComparison, dryRun: boolean, requiresConfirmation: boolean): Reply {
  const { members, wouldAdd, wouldRemove, kept, differences } = comparison;
  const leftAlone = kept === 0 ? "" : ` ${kept} given by hand ${kept === 1 ? "is" : "are"} left alone.`;
  const plain = `${dryRun ? "Would add" : "Adding"} ${wouldAdd}, ${dryRun ? "remove" : "removing"} ${wouldRemove}.${leftAlone}`;
  const stopped = `Stopped: it would add ${wouldAdd}, remove ${wouldRemove}. Look at the database, then confirm the removals.`;
  const isStopped = requiresConfirmation && !dryRun;
  return {
    success: !isStopped,
    message: isStopped ? stopped : plain,
    dry_run: dryRun,
    requires_confirmation: requiresConfirmation,
    members,
    would_add: wouldAdd,
    would_remove: wouldRemove,
    kept,
    enqueued: dryRun || isStopped ? 0 : differences.length,
    differences: differences.slice(0, SHOWN),
  };
}

/** Decides every user's plan anew: then a changed plan catalogue, too, needs confirmation before it removes many roles. */
async function decidePlans({ db, plans, policy, now }: ReconcileDeps): Promise<Map<string, string>> {
  const facts = await readAllFacts(db);
  const at = now();
  return new Map(
    [...facts].map(([discordId, each]) => [discordId, decideEntitlement(each, { plans, policy }, at).plan]),
  );
}

async function reportStop({ sendAlert, logger }: ReconcileDeps, comparison: RoleComparison): Promise<void> {
  const { members, wouldAdd: would_add, wouldRemove: would_remove } = comparison;
  const facts = { members, would_add, would_remove };
  logger.error(
    { event: "reconcile_requires_confirmation", ...facts },
    "The reconciliation would remove too many roles, so it stopped; confirm the removals with `moddy sync`",
  );
  await sendAlert?.({
    service: "backend",
    dead: [],
    oldest_pending_seconds: null,
    reconcile_requires_confirmation: facts,
  }).catch((err: unknown) => logger.warn({ err, event: "alert_failed" }, "An alert was not sent"));
}

/** Makes the reconciliation. */
export function createReconcileRoles(deps: ReconcileDeps): ReconcileRoles {
  return async ({ dryRun, confirmRemovals, signal }) => {
    const guild = await listGuild(deps.peer, signal);
    const plansOfUsers = await decidePlans(deps);
    // The bot is the one who takes roles, so its own catalogue counts where the two differ.
    const isStrict = guild.isStrict ?? deps.isStrict;
    const comparison = compareRoles({ ...guild, isStrict }, plansOfUsers, deps.plans, await readAllGivenRoles(deps.db));
    await deps.step("reconcile.compared");
    const paying = [...plansOfUsers.values()].filter((plan) => plan !== FREE_PLAN).length;
    const requiresConfirmation =
      !confirmRemovals && needsConfirmation(comparison, paying, deps.config.RECONCILE_MAX_REMOVAL_SHARE);
    if (requiresConfirmation && !dryRun) await reportStop(deps, comparison);
    if (!requiresConfirmation && !dryRun) {
      const { wouldAdd: add, wouldRemove: remove, members } = comparison;
      await deps.resendRoles(comparison.differences.map(({ discord_id }) => discord_id));
      deps.logger.info({ event: "reconcile_finished", members, add, remove }, "The roles of all members were compared");
    }
    return describe(comparison, dryRun, requiresConfirmation);
  };
}

/** The hourly job. */
export function createReconcileJob(reconcileRoles: ReconcileRoles): JobKind {
  return {
    queue: "roles-reconcile",
    policy: "short",
    retry: UNTIL_NEXT_TIME,
    expireInSeconds: 3_600,
    // One schedule for all processes, away from the recovery's minute.
    cron: "47 * * * *",
    run: (_data, signal) => reconcileRoles({ dryRun: false, confirmRemovals: false, signal }),
  };
}
