import type { Dependencies } from "../../dependencies.ts";
import type { BackendFeature } from "../feature.ts";
import { createStripeJob, type StripeJobNeeds } from "./process-stripe-job.ts";
import { createSetAsideEventsGauge } from "./set-aside-events-gauge.ts";
import { createWaitingEventsGauge } from "./waiting-events-gauge.ts";

/** Processes the stored events of Stripe. */
export const stripeEvents = {
  name: "stripe-events",
  setUp(dependencies: Pick<Dependencies, StripeJobNeeds>) {
    const metrics = [createWaitingEventsGauge(dependencies), createSetAsideEventsGauge(dependencies)];
    return { jobs: [createStripeJob(dependencies)], metrics };
  },
} satisfies BackendFeature;
