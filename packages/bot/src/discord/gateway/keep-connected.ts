import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { ConnectionEnd } from "./connection.ts";
import type { GatewayProblem } from "./problem.ts";
import type { RetrySchedule } from "./schedule.ts";

export interface KeepConnectedOptions {
  /** Connects, and resolves when the connection has ended for good; `onConnected` is called when it was made or resumed. */
  readonly connect: (onConnected: () => void, signal: AbortSignal) => Promise<ConnectionEnd>;
  readonly schedule: RetrySchedule;
  readonly logger: Logger;
  /** From 0 up to but not 1; spreads retries. */
  readonly random: () => number;
}

/** Connects again and again until `signal` is aborted; a problem that a person has to correct is logged once, with its fix. */
export async function keepConnected(options: KeepConnectedOptions, signal: AbortSignal): Promise<void> {
  const { schedule, logger, random } = options;
  let failures = 0;
  let problem: GatewayProblem | undefined;
  const onConnected = (): void => {
    failures = 0;
    problem = undefined;
  };

  function pauseAfter(end: ConnectionEnd): number {
    if (end.kind === "refused") {
      if (problem?.code !== end.problem.code) {
        logger.error({ event: "gateway_problem", ...end.problem }, `${end.problem.message}. Fix: ${end.problem.fix}.`);
      }
      problem = end.problem;
      return schedule.problemRetryMs;
    }
    if (end.kind === "failed") logger.warn({ err: end.error, event: "gateway_failed" }, "No gateway session yet");
    const maxDelay = Math.min(schedule.maxRetryMs, schedule.firstRetryMs * 2 ** failures++);
    return maxDelay / 2 + (random() * maxDelay) / 2;
  }

  while (!signal.aborted) {
    const end = await options
      .connect(onConnected, signal)
      .catch((error: unknown) => ({ kind: "failed", error }) as const);
    if (signal.aborted) return;
    await delay(pauseAfter(end), undefined, { signal }).catch(() => undefined);
  }
}
