import type { backendOperations, ReplyOf } from "@moddy/schemas";
import type { RoleComparison } from "../../roles/compare-roles.ts";
import type { WaitsFor } from "../../roles/what-waits.ts";

/** What a reconciliation answers. */
export type SyncReply = ReplyOf<typeof backendOperations.sync>;

const SHOWN = 100;

/** Why the removals wait, in a sentence, and what to do. */
export const WAITS: Readonly<Record<WaitsFor, string>> = {
  import:
    "No role is taken before all earlier subscriptions are read from Stripe once; `moddy import` shows how far that is.",
  first_removal:
    "This is the first reconciliation that would take roles, so it waits for a person: look at the members, then confirm the removals.",
  share: "It would take too many roles. Look at the database, then confirm the removals.",
};

/** Describes what a reconciliation did or would do. */
export function describeReconciliation(
  comparison: RoleComparison,
  run: { dryRun: boolean; waitsFor: WaitsFor | undefined; enqueued: number },
): SyncReply {
  const { members, wouldAdd, wouldRemove, kept, differences } = comparison;
  const { dryRun, waitsFor, enqueued } = run;
  const requiresConfirmation = waitsFor === "first_removal" || waitsFor === "share";
  const isStopped = requiresConfirmation && !dryRun;
  const plain = `${dryRun ? "Would add" : "Adding"} ${wouldAdd}, ${dryRun ? "remove" : "removing"} ${wouldRemove}.`;
  const leftAlone = kept === 0 ? "" : ` ${kept} given by hand ${kept === 1 ? "is" : "are"} left alone.`;
  const held = `Adding ${waitsFor === "share" ? 0 : wouldAdd}; the removals (${wouldRemove}) wait.`;
  const message = dryRun || waitsFor === undefined ? `${plain}${leftAlone}` : held;
  return {
    success: !isStopped,
    message: waitsFor === undefined ? message : `${message} ${WAITS[waitsFor]}`,
    dry_run: dryRun,
    requires_confirmation: requiresConfirmation,
    waits_for: waitsFor ?? null,
    members,
    would_add: wouldAdd,
    would_remove: wouldRemove,
    kept,
    enqueued,
    differences: differences.slice(0, SHOWN),
  };
}
