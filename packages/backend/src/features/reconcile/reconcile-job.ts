import { explainFailure, failureKind, InternalApiError } from "@moddy/internal-api/client";
import { type JobKind, UNTIL_NEXT_TIME } from "@moddy/service";
import type { Logger } from "pino";
import type { ReconcileRoles } from "./reconcile-roles.ts";

/** The hourly job. A bot that is not ours does not list its members: the job says so, and the next one asks again. */
export function createReconcileJob({
  reconcileRoles,
  logger,
}: {
  reconcileRoles: ReconcileRoles;
  logger: Logger;
}): JobKind {
  return {
    queue: "roles-reconcile",
    policy: "short",
    retry: UNTIL_NEXT_TIME,
    expireInSeconds: 3_600,
    // One schedule for all processes, away from the recovery's minute.
    cron: "47 * * * *",
    async run(_data, signal) {
      try {
        return await reconcileRoles({ dryRun: false, confirmRemovals: false, signal });
      } catch (error) {
        if (!(error instanceof InternalApiError) || failureKind(error) !== "not_served") throw error;
        const reason = explainFailure(error, "bot");
        logger.warn({ event: "reconcile_not_served", reason }, "The roles were not compared with those in Discord");
        return undefined;
      }
    },
  };
}
