import { setTimeout as delay } from "node:timers/promises";
import { createSerialQueue } from "@moddy/runtime";
import type { Logger } from "pino";

const RETRY_MS = 1_000;

/** Runs one task after the other, in the order in which they were added. */
export interface DispatchQueue {
  /** Adds a task; it is tried until it succeeds. */
  add(task: () => Promise<void>): void;
  /** Waits up to `waitMs` milliseconds for the tasks; Discord sends again what was not stored when the session is resumed. */
  finish(waitMs: number): Promise<void>;
}

export function createDispatchQueue(logger: Logger): DispatchQueue {
  const gaveUp = new AbortController();
  const queue = createSerialQueue();
  let last: Promise<void> = Promise.resolve();

  async function runUntilDone(task: () => Promise<void>): Promise<void> {
    while (!gaveUp.signal.aborted) {
      try {
        return await task();
      } catch (error) {
        logger.warn({ err: error, event: "gateway_event_delayed" }, "An event could not be stored; trying again");
        await delay(RETRY_MS, undefined, { signal: gaveUp.signal }).catch(() => undefined);
      }
    }
  }

  return {
    add(task) {
      last = queue.run("dispatch", () => runUntilDone(task));
    },
    async finish(waitMs) {
      const timer = setTimeout(() => gaveUp.abort(), waitMs);
      await last;
      clearTimeout(timer);
    },
  };
}
