import type { Dependencies } from "../../dependencies.ts";
import type { BackendFeature } from "../feature.ts";
import { createRecoveryJob } from "./recover-events.ts";

/** Finds Stripe's events that never arrived, or were never processed: at each start and hourly. */
export const recovery = {
  name: "recovery",
  setUp(dependencies: Pick<Dependencies, "db" | "stripe" | "stripeKey" | "stripeQueue" | "outbox" | "now" | "logger">) {
    return { jobs: [createRecoveryJob(dependencies)] };
  },
} satisfies BackendFeature;
