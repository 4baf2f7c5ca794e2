import { setTimeout as delay } from "node:timers/promises";
import { type DeliveryState, isFinal, isSuccess } from "@moddy/schemas";
import type { Logger } from "pino";
import type { Step } from "../steps.ts";
import type { Send } from "./create-send.ts";
import type { Verdict } from "./judge-failure.ts";
import { pauseAfter, type Schedule } from "./schedule.ts";
import type { ClaimedDelivery } from "./store/delivery-row.ts";
import type { AttemptRecord } from "./store/record-attempt.ts";

/** What is told of an attempt once it is recorded. `state` is the delivery's, undefined if its claim had been lost. */
export interface AttemptReport {
  readonly delivery: ClaimedDelivery;
  readonly verdict: Verdict;
  readonly durationMs: number;
  readonly state: DeliveryState | undefined;
}

const RECORD_PAUSE_MS = 500;

function endStateOf({ outcome }: Verdict): DeliveryState | null {
  if (!isFinal(outcome)) return null;
  if (isSuccess(outcome)) return "succeeded";
  return outcome === "superseded" ? "superseded" : "dead";
}

/** Makes the run of one claimed delivery: send, judge, record. It never rejects, and says whether it was recorded. */
export function createRun(parts: {
  send: Send;
  record: (record: AttemptRecord) => Promise<DeliveryState | undefined>;
  onRecorded: (report: AttemptReport) => void;
  workerId: string;
  schedule: Schedule;
  random: () => number;
  step: Step;
  /** Aborted when the outbox cannot wait for what runs any longer. */
  signal: AbortSignal;
  logger: Logger;
}): (delivery: ClaimedDelivery) => Promise<boolean> {
  const { schedule, signal, step, logger } = parts;

  /** What was sent should be written down: the database is asked again for as long as the claim can hold. */
  async function recordPatiently(record: AttemptRecord): Promise<DeliveryState | undefined> {
    for (const patience = Date.now() + schedule.leaseMs; ; ) {
      try {
        return await parts.record(record);
      } catch (err) {
        if (signal.aborted || Date.now() > patience) throw err;
        await delay(RECORD_PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async function run(delivery: ClaimedDelivery): Promise<boolean> {
    await step("outbox.claimed");
    const started = performance.now();
    const verdict = await parts.send(delivery, signal);
    if (!verdict) return false;
    await step("outbox.sent");
    const durationMs = Math.round((performance.now() - started) * 10) / 10;
    const attempt = {
      number: delivery.attempt,
      ageMs: delivery.age_ms,
      retryAfterSeconds: verdict.retryAfterSeconds,
    };
    const state = await recordPatiently({
      delivery,
      workerId: parts.workerId,
      durationMs,
      outcome: verdict.outcome,
      detail: verdict.detail,
      endState: endStateOf(verdict),
      pauseMs: pauseAfter(attempt, schedule, parts.random),
      waitsForPeer: verdict.waitsForPeer,
    });
    parts.onRecorded({ delivery, verdict, durationMs, state });
    await step("outbox.recorded");
    return true;
  }

  return (delivery) =>
    run(delivery).catch((err: unknown) => {
      // The delivery is sent again under the same key.
      logger.error({ err, delivery_id: delivery.id }, "An attempt could not be recorded");
      return false;
    });
}
