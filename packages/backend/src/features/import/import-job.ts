import { LockBusyError } from "@moddy/runtime";
import { type JobKind, UNTIL_DONE } from "@moddy/service";
import { nextFetchSeq } from "../../store/customers.ts";
import { addImport, failImport, findOpenImport, type ImportRow, updateImport } from "../../store/imports.ts";
import { createPatientCalls } from "../../stripe/create-patient-calls.ts";
import { applyCustomers } from "./apply-customers.ts";
import { describeFailure } from "./describe-failure.ts";
import { finishImport } from "./finish-import.ts";
import type { ImportDeps, ImportRun } from "./import-run.ts";
import { findPlans, readContests, readSubscriptions } from "./read-pages.ts";

/** pg-boss's queue of imports. */
export const IMPORT_QUEUE = "stripe-import";

/** Below Stripe's lowest limit, 25 a second in test mode, so that the webhooks' events are not held up. */
const CALLS_PER_SECOND = 15;
const REPORT_EVERY_MS = 10_000;
const LOCK = "stripe-import";
/** The one that holds the lock looks for further imports before it lets go. */
const LOCK_WAIT_MS = 5_000;

/** Begins an import. @returns undefined when one has begun and not ended. */
export async function beginImport(
  { db, now }: Pick<ImportDeps, "db" | "now">,
  dryRun: boolean,
): Promise<ImportRow | undefined> {
  return addImport(db, { dryRun, fetchSeq: await nextFetchSeq(db), at: new Date(now()) });
}

function createReport({ logger, now }: ImportDeps, row: ImportRow): ImportRun["report"] {
  let reportedAt = now();
  return (progress) => {
    if (now() - reportedAt < REPORT_EVERY_MS) return;
    reportedAt = now();
    logger.info(
      { event: "import_progress", dry_run: row.dry_run, ...progress },
      "Stripe's subscriptions are being imported",
    );
  };
}

/** Goes through the phases, from the one in which the import stopped. */
async function carryOut(run: ImportRun): Promise<void> {
  const { deps, row } = run;
  let { phase, found } = row;
  const enter = async (next: ImportRow["phase"]) => {
    phase = next;
    await updateImport(deps.db, row.id, { phase: next, ...(found && { found }) }, new Date(deps.now()));
  };
  if (phase === "subscriptions") {
    await readSubscriptions(run);
    found = await findPlans(run);
    await enter("payments");
  }
  found ??= await findPlans(run);
  if (row.dry_run) return finishImport(run, found);
  if (phase === "payments") {
    await readContests(run);
    await enter("customers");
  }
  await applyCustomers(run);
  await finishImport(run, found);
}

async function tryImport(deps: ImportDeps, row: ImportRow, signal: AbortSignal): Promise<void> {
  const patiently = createPatientCalls({ perSecond: CALLS_PER_SECOND, signal });
  const verb = row.cursor_id === null ? "begins" : "goes on";
  const facts = { event: "import_started", dry_run: row.dry_run, phase: row.phase, subscriptions: row.subscriptions };
  deps.logger.info(facts, `The import of Stripe's subscriptions ${verb}`);
  try {
    await carryOut({ deps, row, patiently, report: createReport(deps, row), signal });
  } catch (error) {
    if (signal.aborted) throw error;
    const failure = describeFailure(error);
    const words =
      "The import of Stripe's subscriptions failed and is tried again; until it has ended once no role is taken";
    deps.logger.error({ event: "import_failed", failure }, words);
    await failImport(deps.db, row.id, failure);
    throw error;
  }
}

/** Does the imports that have begun, one after the other, and the first one of all. */
async function runImports(deps: ImportDeps, signal: AbortSignal): Promise<void> {
  const { db, firstImport } = deps;
  for (;;) {
    const row =
      (await findOpenImport(db)) ?? ((await firstImport.hasEnded(db)) ? undefined : await beginImport(deps, false));
    if (!row) return;
    await tryImport(deps, row, signal);
  }
}

/** The job of the import. Of several processes one works; what it read is there for the next one if it dies. */
export function createImportJob(deps: ImportDeps): JobKind {
  return {
    queue: IMPORT_QUEUE,
    policy: "short",
    retry: UNTIL_DONE,
    expireInSeconds: 12 * 3_600,
    atStart: true,
    async run(_data, signal) {
      const work = (held: AbortSignal) => runImports(deps, AbortSignal.any([held, signal]));
      try {
        await deps.locks.withLock(LOCK, work, { waitMs: LOCK_WAIT_MS, signal });
      } catch (error) {
        if (!(error instanceof LockBusyError)) throw error;
        deps.logger.info({ event: "import_elsewhere" }, "Another process imports Stripe's subscriptions");
      }
    },
  };
}
