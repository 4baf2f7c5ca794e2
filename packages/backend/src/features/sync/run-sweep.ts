import type { InternalClient } from "@moddy/internal-api/client";
import { type backendOperations, type botOperations, FREE_PLAN, type ReplyOf } from "@moddy/schemas";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import { decideEntitlement } from "../../entitlement/decide-entitlement.ts";
import type { PlanRules } from "../../entitlement/load-plans.ts";
import type { Step } from "../../step.ts";
import { readAllFacts } from "../../store/read-facts.ts";
import type { BackendDatabase } from "../../store/schema.ts";
import { compareRoles, type RoleComparison } from "./compare-roles.ts";
import { listGuild } from "./list-guild.ts";
import { needsConfirmation } from "./needs-confirmation.ts";

type Reply = ReplyOf<typeof backendOperations.sync>;

/** What a sweep needs. `now` gives ms since 1970. */
export interface SweepDeps {
  readonly db: Kysely<BackendDatabase>;
  readonly bot: InternalClient<typeof botOperations>;
  readonly rules: PlanRules;
  readonly now: () => number;
  /** The share of the held roles that a sweep may take without a person's word. */
  readonly maxRemovalShare: number;
  /** Has the roles of these users sent again, spread over time. */
  readonly resend: (discordIds: readonly string[]) => Promise<void>;
  /** Tells a person that the sweep has stopped. */
  readonly alert: (comparison: { members: number; would_add: number; would_remove: number }) => Promise<void>;
  readonly step: Step;
  readonly logger: Logger;
}

/** How a sweep is to go. */
export interface SweepOptions {
  readonly dryRun: boolean;
  readonly confirmRemovals: boolean;
  readonly signal: AbortSignal;
}

const SHOWN = 100;

function describe(
  comparison: RoleComparison,
  { dryRun, requiresConfirmation }: { dryRun: boolean; requiresConfirmation: boolean },
): Reply {
  const { members, wouldAdd, wouldRemove, differences } = comparison;
  const plain = `${dryRun ? "Would add" : "Adding"} ${wouldAdd}, ${dryRun ? "remove" : "removing"} ${wouldRemove}.`;
  const stopped = `Stopped: it would add ${wouldAdd}, remove ${wouldRemove}. Look at the database, then confirm the removals.`;
  return {
    success: !requiresConfirmation || dryRun,
    message: requiresConfirmation && !dryRun ? stopped : plain,
    dry_run: dryRun,
    requires_confirmation: requiresConfirmation,
    members,
    would_add: wouldAdd,
    would_remove: wouldRemove,
    enqueued: dryRun || requiresConfirmation ? 0 : differences.length,
    differences: differences.slice(0, SHOWN),
  };
}

/** Everyone's plan, worked out anew: so a changed catalogue, too, comes about under the eye of the brake. */
async function decidePlans({ db, rules, now }: SweepDeps): Promise<Map<string, string>> {
  const facts = await readAllFacts(db);
  return new Map([...facts].map(([discordId, each]) => [discordId, decideEntitlement(each, rules, now()).plan]));
}

async function reportBrake(deps: SweepDeps, comparison: RoleComparison): Promise<void> {
  const { members, wouldAdd: would_add, wouldRemove: would_remove } = comparison;
  const facts = { members, would_add, would_remove };
  deps.logger.error(
    { event: "reconcile_requires_confirmation", ...facts },
    "The sweep would take too many roles, so it stopped",
  );
  await deps.alert(facts).catch((err: unknown) => {
    deps.logger.warn({ err, event: "alert_failed" }, "An alert was not sent");
  });
}

/** Makes the sweep: compares the database with Discord and has the roles sent again of whoever differs. */
export function createSweep(deps: SweepDeps): (options: SweepOptions) => Promise<Reply> {
  return async ({ dryRun, confirmRemovals, signal }) => {
    const guild = await listGuild(deps.bot, signal);
    const knownPlans = await decidePlans(deps);
    const comparison = compareRoles(guild, knownPlans, deps.rules.plans);
    await deps.step("sweep.compared");
    const paying = [...knownPlans.values()].filter((plan) => plan !== FREE_PLAN).length;
    const requiresConfirmation = !confirmRemovals && needsConfirmation(comparison, paying, deps.maxRemovalShare);
    const { wouldAdd: add, wouldRemove: remove, members } = comparison;
    if (requiresConfirmation && !dryRun) await reportBrake(deps, comparison);
    if (!requiresConfirmation && !dryRun) {
      await deps.resend(comparison.differences.map(({ discord_id }) => discord_id));
      deps.logger.info({ event: "reconcile_finished", members, add, remove }, "The sweep has compared all members");
    }
    return describe(comparison, { dryRun, requiresConfirmation });
  };
}
