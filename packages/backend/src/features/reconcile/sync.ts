import { explainFailure, InternalApiError } from "@moddy/internal-api/client";
import { type Handler, ServiceUnavailable } from "@moddy/internal-api/server";
import type { backendOperations } from "@moddy/schemas";
import type { ReconcileRoles } from "./reconcile-roles.ts";

/** Answers `sync`. */
export function createSync(reconcileRoles: ReconcileRoles): Handler<typeof backendOperations.sync> {
  return async ({ dry_run, confirm_removals }, { signal }) => {
    try {
      return await reconcileRoles({ dryRun: dry_run, confirmRemovals: confirm_removals, signal });
    } catch (error) {
      if (!(error instanceof InternalApiError)) throw error;
      throw new ServiceUnavailable(error.retryAfterSeconds ?? 5, explainFailure(error, "bot"));
    }
  };
}
