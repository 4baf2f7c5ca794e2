import { FREE_PLAN } from "@moddy/schemas";
import type { Dependencies } from "../../dependencies.ts";
import { decideEntitlement } from "../../entitlement/decide-entitlement.ts";
import { compareRoles, type RoleComparison } from "../../roles/compare-roles.ts";
import { type WaitsFor, whatWaits } from "../../roles/what-waits.ts";
import { readAllGivenRoles } from "../../store/given-roles.ts";
import { hasReached, reachMilestone } from "../../store/milestones.ts";
import { readAllFacts } from "../../store/read-facts.ts";
import { describeReconciliation, type SyncReply, WAITS } from "./describe-reconciliation.ts";
import { listGuild } from "./list-guild.ts";
import type { ResendRoles } from "./resend-roles.ts";

/** The dependencies that a reconciliation uses. */
export type ReconcileNeeds =
  | ("config" | "db" | "peer" | "plans" | "policy" | "firstImport" | "isStrict")
  | ("sendAlert" | "step" | "now" | "logger");

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
export type ReconcileRoles = (options: ReconcileOptions) => Promise<SyncReply>;

/** Decides every user's plan anew: then a changed plan catalogue, too, needs confirmation before it removes many roles. */
async function decidePlans({ db, plans, policy, now }: ReconcileDeps): Promise<Map<string, string>> {
  const facts = await readAllFacts(db);
  const at = now();
  return new Map(
    [...facts].map(([discordId, each]) => [discordId, decideEntitlement(each, { plans, policy }, at).plan]),
  );
}

async function reportStop(
  { sendAlert, logger }: ReconcileDeps,
  comparison: RoleComparison,
  reason: Exclude<WaitsFor, "import">,
): Promise<void> {
  const { members, wouldAdd: would_add, wouldRemove: would_remove } = comparison;
  const facts = { members, would_add, would_remove, reason };
  logger.error(
    { event: "reconcile_requires_confirmation", ...facts },
    `The reconciliation takes no roles: confirm the removals with \`moddy sync\`. ${WAITS[reason]}`,
  );
  await sendAlert?.({
    service: "backend",
    dead: [],
    oldest_pending_seconds: null,
    reconcile_requires_confirmation: facts,
  }).catch((err: unknown) => logger.warn({ err, event: "alert_failed" }, "An alert was not sent"));
}

/** What the removals wait for. */
async function findObstacle(
  { db, config, firstImport }: ReconcileDeps,
  comparison: RoleComparison,
  { payingUsers, confirmed }: { payingUsers: number; confirmed: boolean },
): Promise<WaitsFor | undefined> {
  return whatWaits(comparison, {
    importEnded: await firstImport.hasEnded(db),
    everConfirmed: await hasReached(db, "first_removal"),
    confirmed,
    payingUsers,
    maxShare: config.RECONCILE_MAX_REMOVAL_SHARE,
  });
}

/** Has the roles sent again. While removals wait for anything but too many of them, those who lack roles get them. */
async function resend(
  deps: ReconcileDeps,
  { differences, wouldRemove, wouldAdd: add, members }: RoleComparison,
  waitsFor: WaitsFor | undefined,
): Promise<number> {
  if (waitsFor === "share") return 0;
  const addsOnly = waitsFor !== undefined;
  const concerned = addsOnly ? differences.filter(({ add_roles }) => add_roles.length > 0) : differences;
  // Recorded first: what a person has confirmed counts also when the process dies on the way.
  if (!addsOnly && wouldRemove > 0) await reachMilestone(deps.db, "first_removal", new Date(deps.now()));
  await deps.resendRoles(
    concerned.map(({ discord_id }) => discord_id),
    { addsOnly },
  );
  const remove = addsOnly ? 0 : wouldRemove;
  deps.logger.info({ event: "reconcile_finished", members, add, remove }, "The roles of all members were compared");
  return concerned.length;
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
    const payingUsers = [...plansOfUsers.values()].filter((plan) => plan !== FREE_PLAN).length;
    const waitsFor = await findObstacle(deps, comparison, { payingUsers, confirmed: confirmRemovals });
    if (dryRun) return describeReconciliation(comparison, { dryRun, waitsFor, enqueued: 0 });
    if (waitsFor === "first_removal" || waitsFor === "share") await reportStop(deps, comparison, waitsFor);
    const enqueued = await resend(deps, comparison, waitsFor);
    return describeReconciliation(comparison, { dryRun, waitsFor, enqueued });
  };
}
