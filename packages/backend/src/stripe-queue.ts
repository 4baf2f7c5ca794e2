import { fromKysely, type PgBoss } from "pg-boss";
import type { Logger } from "pino";
import { addStripeEvent, type StripeEventFacts } from "./store/stripe-events.ts";
import type { Transact } from "./store/transaction.ts";

/** The queue of stored Stripe events; a job names one of them. */
export const STRIPE_QUEUE = "stripe-events";

/** What a job of the queue names: an event to act upon, or a customer to read again. */
export type StripeJob = { readonly event_id: string } | { readonly customer_id: string };

/** Stores an event together with its job. @returns false if it was there already. */
export type TakeEvent = (event: StripeEventFacts) => Promise<boolean>;

/** Makes the queue; a job whose worker died is taken by another one, and a failing one is tried for a week. */
export async function createStripeQueue(boss: PgBoss): Promise<void> {
  await boss.createQueue(STRIPE_QUEUE, {
    retryLimit: 2_100,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 300,
    expireInSeconds: 120,
    heartbeatSeconds: 10,
    deleteAfterSeconds: 3_600,
    notify: true,
  });
}

/** Makes the way by which events come in, whether Stripe sent them or they were asked for. `now` gives ms since 1970. */
export function createTakeEvent(deps: {
  transact: Transact;
  boss: PgBoss;
  logger: Logger;
  now: () => number;
}): TakeEvent {
  const { transact, boss, logger, now } = deps;
  return (event) =>
    transact(async (trx, afterCommit) => {
      const added = await addStripeEvent(trx, event, new Date(now()));
      if (!added) return false;
      await boss.send(STRIPE_QUEUE, { event_id: event.id } satisfies StripeJob, { db: fromKysely(trx) });
      const { id: event_id, type } = event;
      afterCommit(() => logger.info({ event: "stripe_event_stored", event_id, type }, "A Stripe event was stored"));
      return true;
    });
}
