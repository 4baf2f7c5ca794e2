import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";

// A little more than Discord's second: two calls may take different times to arrive.
const WINDOW_MS = 1_100;

/** Lets calls through in order, never more than so many in any second. */
export interface Pacer {
  /** Resolves when it is this call's turn; rejects when `signal` is aborted first. Returns how long it waited, in milliseconds. */
  waitForTurn(signal?: AbortSignal | null): Promise<number>;
}

/** @param perSecond asked at every turn. */
export function createPacer(perSecond: () => number): Pacer {
  let starts: number[] = [];
  let queue: Promise<unknown> = Promise.resolve();

  async function takeTurn(signal: AbortSignal | undefined): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      const time = performance.now();
      starts = starts.filter((start) => start > time - WINDOW_MS);
      const first = starts[0];
      if (first === undefined || starts.length < perSecond()) {
        starts.push(time);
        return;
      }
      await delay(first + WINDOW_MS - time, undefined, { signal });
    }
  }

  return {
    async waitForTurn(signal) {
      const from = performance.now();
      const turn = queue.then(() => takeTurn(signal ?? undefined));
      queue = turn.catch(() => undefined);
      await turn;
      return performance.now() - from;
    },
  };
}
