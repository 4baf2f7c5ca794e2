import type { Handler } from "@moddy/internal-api/server";
import type { backendOperations } from "@moddy/schemas";
import { describeImport } from "./describe-import.ts";
import { beginImport, IMPORT_QUEUE } from "./import-job.ts";
import type { ImportDeps } from "./import-run.ts";

/** Answers `import_start`. */
export function createImportStart(
  deps: Pick<ImportDeps, "db" | "now" | "outbox">,
): Handler<typeof backendOperations.importStart> {
  return async ({ dry_run }) => {
    const begun = await beginImport(deps, dry_run);
    // Also when one had begun before: its job may have been lost.
    await deps.outbox.boss.send(IMPORT_QUEUE, {});
    const status = await describeImport(deps);
    if (!begun)
      return { ...status, success: false, message: `An import is running. ${status.message}`, started: false };
    return { ...status, message: "Started.", started: true };
  };
}
