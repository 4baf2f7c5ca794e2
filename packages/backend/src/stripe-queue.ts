import { fromKysely, type PgBoss } from "pg-boss";
import type { Logger } from "pino";
import { addStripeEvent, type StripeEventFacts } from "./store/stripe-events.ts";
import type { Transact } from "./store/transaction.ts";
import { HANDLED_EVENT_TYPES } from "./stripe/read-event.ts";

/** The queue of what has to be read from Stripe. */
export const STRIPE_QUEUE = "stripe-events";

/** What a job of the queue names: an event to act upon, or a customer or a charge to read again. */
export type StripeJob =
  | { readonly event_id: string }
  | { readonly customer_id: string }
  | { readonly charge_id: string };

/** Stores an event together with its job. @returns false if it was there already. */
export type TakeEvent = (event: StripeEventFacts) => Promise<boolean>;

/** The queue takes each event once: of two jobs with one key the second is dropped while the first has not ended. */
export function keyOf(job: StripeJob): string {
  return Object.entries(job)
    .map(([name, id]) => `${name}:${id}`)
    .join();
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
      const wanted = HANDLED_EVENT_TYPES.includes(event.type);
      const added = await addStripeEvent(trx, event, { wanted, at: new Date(now()) });
      if (!added) return false;
      const job: StripeJob = { event_id: event.id };
      if (wanted) await boss.send(STRIPE_QUEUE, job, { singletonKey: keyOf(job), db: fromKysely(trx) });
      const { id: event_id, type } = event;
      afterCommit(() => logger.info({ event: "stripe_event_stored", event_id, type }, "A Stripe event was stored"));
      return true;
    });
}
