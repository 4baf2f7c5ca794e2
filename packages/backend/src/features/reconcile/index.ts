import type { Dependencies } from "../../dependencies.ts";
import type { BackendFeature } from "../feature.ts";
import { createReconcileJob } from "./reconcile-job.ts";
import { createReconcileRoles, type ReconcileNeeds } from "./reconcile-roles.ts";
import { createResendJob, createResendRoles, type ResendNeeds } from "./resend-roles.ts";
import { createSync } from "./sync.ts";

type Needs = ReconcileNeeds | ResendNeeds | "outbox";

/** Compares the roles in Discord with the entitlements and sends them again where they differ: hourly, and on request. */
export const reconcile = {
  name: "reconcile",
  setUp({ outbox, ...dependencies }: Pick<Dependencies, Needs>) {
    const reconcileRoles = createReconcileRoles({ ...dependencies, resendRoles: createResendRoles(outbox.boss) });
    return {
      operations: { sync: createSync(reconcileRoles) },
      jobs: [createResendJob(dependencies), createReconcileJob({ reconcileRoles, logger: dependencies.logger })],
    };
  },
} satisfies BackendFeature;
