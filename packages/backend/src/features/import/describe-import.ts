import type { backendOperations, ReplyOf } from "@moddy/schemas";
import { countImportedCustomers, findLatestImport, type ImportRow } from "../../store/imports.ts";
import { hasReached } from "../../store/milestones.ts";
import type { ImportFailure } from "./describe-failure.ts";
import type { ImportDeps } from "./import-run.ts";

/** What `import_status` answers. */
export type StatusReply = ReplyOf<typeof backendOperations.importStatus>;

/** Why an import does not get on, in a sentence, and what to do. */
const FAILURES: Readonly<Record<ImportFailure, string>> = {
  stripe_key_refused: "Stripe refuses the key: set STRIPE_API_KEY to a valid one and restart the backend.",
  stripe_key_forbidden:
    "The key may not read everything: give the restricted key read access to customers, subscriptions, invoices, charges and disputes.",
  stripe_unavailable: "Stripe cannot be reached; it is tried again.",
  stripe_refused: "Stripe refused a call; the backend's log has the details.",
  failed: "The import failed; the backend's log has the details.",
};

function isKnownFailure(failure: string): failure is ImportFailure {
  return Object.hasOwn(FAILURES, failure);
}

function describePhase(row: ImportRow, left: number): string {
  const { phase, failure, subscriptions } = row;
  if (failure !== null) return isKnownFailure(failure) ? FAILURES[failure] : FAILURES.failed;
  if (phase === "subscriptions") return `Reading: ${subscriptions} subscriptions so far.`;
  if (phase === "payments") return `Read ${subscriptions} subscriptions; now the refunds and disputes.`;
  if (phase === "customers") return `Applying: ${left} customers left.`;
  return row.dry_run ? "Counted." : "Finished.";
}

/** Describes the import that was begun last. */
export async function describeImport({ db }: Pick<ImportDeps, "db">): Promise<StatusReply> {
  const ended = await hasReached(db, "first_import");
  const common = {
    success: true,
    first_import_ended: ended,
    removals_confirmed: await hasReached(db, "first_removal"),
  };
  const row = await findLatestImport(db);
  if (!row) return { ...common, message: "No import has begun.", import: null };
  const left = row.phase === "customers" ? await countImportedCustomers(db, row.id) : 0;
  return {
    ...common,
    message: describePhase(row, left),
    import: {
      import_id: row.id,
      dry_run: row.dry_run,
      phase: row.phase,
      started_at: row.started_at.toISOString(),
      progress_at: row.progress_at.toISOString(),
      finished_at: row.finished_at?.toISOString() ?? null,
      subscriptions_read: row.subscriptions,
      customers_left: left,
      customers_unreadable: row.unreadable,
      failure: row.failure,
      found: row.found === null ? null : structuredClone(row.found),
    },
  };
}
