import { until } from "../../../../test/support/until.ts";
import { findStripeEvent } from "../../src/store/stripe-events.ts";
import type { TestBackend } from "./start-test-backend.ts";

/** A stored event of Stripe's. */
export function findEvent({ db }: TestBackend, id: string) {
  return findStripeEvent(db, id);
}

/** Waits until an event has ended, and gives it. */
export function untilEnded(around: TestBackend, id: string) {
  return until(`${id} has ended`, async () => {
    const row = await findEvent(around, id);
    return row?.processed_at ? row : undefined;
  });
}

/** The log lines of jobs that failed over an event. */
export function failedJobs({ log }: TestBackend, id: string) {
  return log.filter(({ event, event_id }) => event === "job_failed" && event_id === id);
}

/** The id of the event of a type that Stripe made last. */
export function newestEvent({ sandbox }: TestBackend, type: string): string {
  const found = sandbox.stripe.events.table.newestFirst().find((event) => event.type === type);
  if (!found) throw new Error(`Stripe has made no ${type}`);
  return found.id;
}
