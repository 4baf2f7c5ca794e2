import { setTimeout as delay } from "node:timers/promises";
import { type DeliveryState, isFinal, isSuccess } from "@moddy/schemas";
import type { Logger } from "pino";
import type { Step } from "../steps.ts";
import type { AttemptResult } from "./classify-failure.ts";
import type { Operations, Send } from "./create-send.ts";
import { pauseAfter, type Schedule } from "./schedule.ts";
import type { ClaimedDelivery } from "./store/delivery-row.ts";
import type { AttemptRecord } from "./store/record-attempt.ts";
import type { OutboxOptions } from "./types.ts";

/** An attempt after it is recorded. `state` is the delivery's, or undefined if another worker took the claim over. */
export interface AttemptReport {
  readonly delivery: ClaimedDelivery;
  readonly result: AttemptResult;
  readonly durationMs: number;
  readonly state: DeliveryState | undefined;
}

const RECORD_RETRY_MS = 500;

function endStateOf({ outcome }: AttemptResult): DeliveryState | null {
  if (!isFinal(outcome)) return null;
  if (isSuccess(outcome)) return "succeeded";
  return outcome === "superseded" ? "superseded" : "dead";
}

/** Makes the run of one claimed delivery: send, classify, record. It never rejects; it resolves with whether it recorded. */
export function createRun(parts: {
  send: Send;
  record: (record: AttemptRecord) => Promise<DeliveryState | undefined>;
  onReply?: OutboxOptions<Operations, never>["onReply"];
  onRecorded: (report: AttemptReport) => void;
  workerId: string;
  schedule: Schedule;
  random: () => number;
  step: Step;
  /** Aborted when the outbox can no longer wait for running deliveries. */
  signal: AbortSignal;
  logger: Logger;
}): (delivery: ClaimedDelivery) => Promise<boolean> {
  const { schedule, signal, step, logger } = parts;

  /** Retries until the lease is over: the attempt was made, so its result should not be lost. */
  async function withRetries<T>(work: () => Promise<T>): Promise<T> {
    for (const giveUpAt = performance.now() + schedule.leaseMs; ; ) {
      try {
        return await work();
      } catch (err) {
        if (signal.aborted || performance.now() > giveUpAt) throw err;
        await delay(RECORD_RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async function run(delivery: ClaimedDelivery): Promise<boolean> {
    await step("outbox.claimed");
    const started = performance.now();
    const result = await parts.send(delivery, signal);
    if (!result) return false;
    await step("outbox.sent");
    if (result.reply !== undefined) {
      const { operation, discord_id: discordId, request } = delivery;
      await withRetries(async () => parts.onReply?.({ operation, discordId, request }, result.reply));
    }
    const durationMs = Math.round((performance.now() - started) * 10) / 10;
    const attempt = {
      number: delivery.attempt,
      ageMs: delivery.age_ms,
      retryAfterSeconds: result.retryAfterSeconds,
    };
    const record = {
      delivery,
      workerId: parts.workerId,
      durationMs,
      outcome: result.outcome,
      detail: result.detail,
      endState: endStateOf(result),
      pauseMs: pauseAfter(attempt, schedule, parts.random),
      waitsForPeer: result.waitsForPeer,
    };
    const state = await withRetries(() => parts.record(record));
    parts.onRecorded({ delivery, result, durationMs, state });
    await step("outbox.recorded");
    return true;
  }

  return (delivery) =>
    run(delivery).catch((err: unknown) => {
      // The delivery is sent again with the same Idempotency-Key.
      logger.error({ err, delivery_id: delivery.id }, "An attempt could not be recorded");
      return false;
    });
}
