import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { Stripe } from "stripe";
import { readCursor, writeCursor } from "../../store/cursors.ts";
import type { BackendDatabase } from "../../store/schema.ts";
import { listWaitingEvents } from "../../store/stripe-events.ts";
import { HANDLED_EVENT_TYPES } from "../../stripe/read-event.ts";
import type { TakeEvent } from "../../stripe-queue.ts";

/** What recovering needs. `now` gives ms since 1970. */
export interface RecoveryDeps {
  readonly db: Kysely<BackendDatabase>;
  readonly stripe: Stripe;
  readonly takeEvent: TakeEvent;
  /** Makes sure that a stored event has a job. */
  readonly sendJob: (job: { event_id: string }) => Promise<void>;
  readonly now: () => number;
  readonly logger: Logger;
}

const CURSOR = "stripe-events";
const HOUR_MS = 3_600_000;
/** How long Stripe keeps events. Source: Stripe, API reference, "List all events". */
const KEPT_MS = 30 * 24 * HOUR_MS;
/** Events may show up in Stripe's list later than others that were created after them. */
const MARGIN_MS = HOUR_MS;
/** A stored event that is this old and not processed has lost its job, or waits for Stripe to come back. */
const LOST_MS = HOUR_MS;

/** Takes what Stripe lists and never arrived here. @returns how many that were. */
async function takeMissed(deps: RecoveryDeps, signal: AbortSignal): Promise<number> {
  const from = ((await readCursor(deps.db, CURSOR))?.getTime() ?? deps.now() - KEPT_MS) - MARGIN_MS;
  const created = { gte: Math.floor(from / 1000) };
  let taken = 0;
  let newest = 0;
  for await (const event of deps.stripe.events.list({ created, types: [...HANDLED_EVENT_TYPES], limit: 100 })) {
    signal.throwIfAborted();
    newest = Math.max(newest, event.created);
    if (await deps.takeEvent(event)) taken++;
  }
  if (newest > 0) await writeCursor(deps.db, CURSOR, new Date(newest * 1000));
  return taken;
}

/** Makes the recovery: asks Stripe for events that never arrived, and gives stored ones that were left over a job again. */
export function createRecovery(deps: RecoveryDeps): (signal: AbortSignal) => Promise<{ taken: number; left: number }> {
  return async (signal) => {
    const taken = await takeMissed(deps, signal);
    const left = await listWaitingEvents(deps.db, new Date(deps.now() - LOST_MS));
    for (const event_id of left) await deps.sendJob({ event_id });
    deps.logger.info({ event: "recovery_finished", taken, left: left.length }, "Asked Stripe for missed events");
    return { taken, left: left.length };
  };
}
