import { randomUUID } from "node:crypto";
import type { Transaction } from "kysely";
import { fromKysely, type PgBoss } from "pg-boss";
import type { Logger } from "pino";
import { type EventSelection, reopenEvents } from "../store/reopen-events.ts";
import type { BackendDatabase } from "../store/schema.ts";
import { addStripeEvent, type EventToProcess, type NewStripeEvent } from "../store/stripe-events.ts";
import type { Transact } from "../store/transaction.ts";
import { HANDLED_EVENT_TYPES } from "../stripe/read-event.ts";

/** pg-boss's queue of what has to be read from Stripe. */
export const STRIPE_QUEUE = "stripe-events";

/** A job of the queue: a stored event to process, or a customer or a charge to read from Stripe again. */
export type StripeJob =
  | { readonly event_id: string; readonly type?: string }
  | { readonly customer_id: string }
  | { readonly charge_id: string };

/** The way into the queue. */
export interface StripeQueue {
  /** Stores an event together with its job. @returns false when it was stored before. */
  storeEvent(event: NewStripeEvent): Promise<boolean>;
  /** Makes sure that a stored event has a job. */
  enqueueEvent(event: EventToProcess): Promise<void>;
  /** Has events processed that ended without it. @returns how many there are. */
  reopen(selection: EventSelection): Promise<number>;
  /**
   * Has a customer or a charge read again, though one of its jobs is running: that one may have read too early. With `trx` it
   * happens with what that transaction does.
   */
  readAgain(job: Exclude<StripeJob, { event_id: string }>, trx?: Transaction<BackendDatabase>): Promise<void>;
}

/** Of two jobs with one key pg-boss drops the second while the first has not ended. */
function singletonKey(eventId: string): string {
  return `event_id:${eventId}`;
}

/** Makes the way into the queue. `now` gives ms since 1970. */
export function createStripeQueue(deps: {
  transact: Transact;
  boss: PgBoss;
  logger: Logger;
  now: () => number;
}): StripeQueue {
  const { transact, boss, logger, now } = deps;
  return {
    storeEvent: (event) =>
      transact(async (trx, afterCommit) => {
        const { id: event_id, type } = event;
        const isHandled = !event.thin && HANDLED_EVENT_TYPES.includes(type);
        const added = await addStripeEvent(trx, event, { isHandled, at: new Date(now()) });
        if (!added) return false;
        const job = { singletonKey: singletonKey(event_id), db: fromKysely(trx) };
        if (isHandled) await boss.send(STRIPE_QUEUE, { event_id, type }, job);
        afterCommit(() => logger.info({ event: "stripe_event_stored", event_id, type }, "A Stripe event was stored"));
        return true;
      }),
    async enqueueEvent({ id: event_id, type }) {
      await boss.send(STRIPE_QUEUE, { event_id, type }, { singletonKey: singletonKey(event_id) });
    },
    reopen: (selection) =>
      transact(async (trx) => {
        const events = await reopenEvents(trx, selection, HANDLED_EVENT_TYPES);
        const jobs = events.map(({ id, type }) => ({
          data: { event_id: id, type },
          singletonKey: singletonKey(id),
        }));
        if (jobs.length > 0) await boss.insert(STRIPE_QUEUE, jobs, { db: fromKysely(trx) });
        return events.length;
      }),
    async readAgain(job, trx) {
      await boss.send(STRIPE_QUEUE, job, { singletonKey: randomUUID(), ...(trx && { db: fromKysely(trx) }) });
    },
  };
}
