import { type JobKind, UNTIL_DONE } from "@moddy/service";
import type { Dependencies } from "../../dependencies.ts";
import { readCursor, writeCursor } from "../../store/cursors.ts";
import { nextFetchSeq } from "../../store/customers.ts";
import { addImport } from "../../store/imports.ts";
import { listWaitingEvents } from "../../store/stripe-events.ts";
import { readEnvelope } from "../../stripe/read-envelope.ts";
import { HANDLED_EVENT_TYPES } from "../../stripe/read-event.ts";

type Deps = Pick<Dependencies, "db" | "stripe" | "stripeKey" | "stripeQueue" | "outbox" | "now" | "logger">;

const CURSOR = "stripe-events";
/** When Stripe was asked last. The newest event may be old because nobody buys anything. */
const ASKED = "stripe-events-asked";
const IMPORT_QUEUE = "stripe-import";
const HOUR_MS = 3_600_000;
/** How long Stripe keeps events. Source: Stripe, API reference, "List all events". */
const KEPT_MS = 30 * 24 * HOUR_MS;
/** An event may appear in Stripe's list later than others that were created after it. */
const MARGIN_MS = HOUR_MS;
/** A stored event that is this old and not processed has lost its job, or Stripe cannot be reached. */
const LOST_MS = HOUR_MS;

/** Stores what Stripe lists and never arrived here. @returns how many events that were. */
async function storeMissed({ db, stripe, stripeQueue, now }: Deps, signal: AbortSignal): Promise<number> {
  const from = ((await readCursor(db, CURSOR))?.getTime() ?? now() - KEPT_MS) - MARGIN_MS;
  const created = { gte: Math.floor(from / 1000) };
  let stored = 0;
  let newest = 0;
  for await (const event of stripe.events.list({ created, types: [...HANDLED_EVENT_TYPES], limit: 100 })) {
    signal.throwIfAborted();
    newest = Math.max(newest, event.created);
    const envelope = readEnvelope(event);
    if (envelope && (await stripeQueue.storeEvent(envelope))) stored++;
  }
  if (newest > 0) await writeCursor(db, CURSOR, new Date(newest * 1000));
  return stored;
}

/** Events of a time that Stripe has forgotten are lost: all subscriptions are read again in their place. */
async function importAfterAbsence({ db, outbox, now, logger }: Deps): Promise<void> {
  const asked = await readCursor(db, ASKED);
  if (!asked || asked.getTime() > now() - KEPT_MS + MARGIN_MS) return;
  await addImport(db, { dryRun: false, fetchSeq: await nextFetchSeq(db), at: new Date(now()) });
  await outbox.boss.send(IMPORT_QUEUE, {});
  const facts = { event: "import_after_absence", asked_at: asked.toISOString() };
  logger.warn(facts, "Stripe keeps events for 30 days, and was asked longer ago: all subscriptions are read again");
}

/** Whether a key can read an event hangs on the key: what another one set aside is taken up with this one. */
function takeUpWithThisKey({ stripeKey, stripeQueue }: Deps): Promise<number> {
  const reasons = ["other_account", "other_mode", "event_unknown"] as const;
  return stripeQueue.reopen({ reasons, notJudgedBy: stripeKey.fingerprint });
}

/** Stores the events that never arrived, and gives each stored one that waits too long a job again. */
async function recoverEvents(deps: Deps, signal: AbortSignal) {
  const at = new Date(deps.now());
  await importAfterAbsence(deps);
  const reopened = await takeUpWithThisKey(deps);
  const stored = await storeMissed(deps, signal);
  await writeCursor(deps.db, ASKED, at);
  const lost = await listWaitingEvents(deps.db, new Date(deps.now() - LOST_MS));
  for (const event of lost) await deps.stripeQueue.enqueueEvent(event);
  const result = { stored, requeued: lost.length, reopened };
  deps.logger.info({ event: "recovery_finished", ...result }, "Stripe was asked for events that never arrived");
  return result;
}

/** The job of the recovery. */
export function createRecoveryJob(deps: Deps): JobKind {
  return {
    queue: "stripe-recovery",
    policy: "short",
    retry: UNTIL_DONE,
    expireInSeconds: 3_600,
    // One schedule for all processes, off the full hour, when most programs call Stripe.
    cron: "17 * * * *",
    atStart: true,
    run: (_data, signal) => recoverEvents(deps, signal),
  };
}
