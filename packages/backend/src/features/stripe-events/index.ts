import type { Dependencies } from "../../dependencies.ts";
import type { BackendFeature } from "../feature.ts";
import { createStripeJob } from "./process-stripe-job.ts";
import { createWaitingEventsGauge } from "./waiting-events-gauge.ts";

type Needs = "db" | "transact" | "stripe" | "applyAccount" | "checkoutTrust" | "step" | "now" | "logger";

/** Processes the stored events of Stripe. */
export const stripeEvents = {
  name: "stripe-events",
  setUp(dependencies: Pick<Dependencies, Needs>) {
    return { jobs: [createStripeJob(dependencies)], metrics: [createWaitingEventsGauge(dependencies)] };
  },
} satisfies BackendFeature;
