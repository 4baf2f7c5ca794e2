import type { Dependencies } from "../../dependencies.ts";
import type { BackendFeature } from "../feature.ts";
import { createEntitledUsersGauge } from "./entitled-users-gauge.ts";
import { createRecheckJob } from "./recheck-due.ts";

/** Ends what runs out by the passing of time alone: days of grace and grants. */
export const entitlementRecheck = {
  name: "entitlement-recheck",
  setUp(dependencies: Pick<Dependencies, "db" | "transact" | "refreshEntitlement" | "now">) {
    return { jobs: [createRecheckJob(dependencies)], metrics: [createEntitledUsersGauge(dependencies)] };
  },
} satisfies BackendFeature;
