import { performance } from "node:perf_hooks";
import { type Wait, wait as waitInRealTime } from "./wait.ts";

// A little more than Discord's second: two calls may take different times to arrive.
const WINDOW_MS = 1_100;

/** Lets calls through in order, never more than so many in any second. */
export interface Pacer {
  /** Resolves when it is this call's turn; rejects when `signal` is aborted first. Returns how long it waited, in milliseconds. */
  waitForTurn(signal?: AbortSignal | null): Promise<number>;
}

/** What a pacer measures and waits by. */
export interface PacerClock {
  /** Milliseconds, of a clock that only runs forward. */
  readonly now: () => number;
  readonly wait: Wait;
}

const REAL_TIME: PacerClock = { now: () => performance.now(), wait: waitInRealTime };

/** @param perSecond asked at every turn. */
export function createPacer(perSecond: () => number, { now, wait }: PacerClock = REAL_TIME): Pacer {
  let starts: number[] = [];
  let queue: Promise<unknown> = Promise.resolve();

  async function takeTurn(signal: AbortSignal | undefined): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      const time = now();
      starts = starts.filter((start) => start > time - WINDOW_MS);
      const first = starts[0];
      if (first === undefined || starts.length < perSecond()) {
        starts.push(time);
        return;
      }
      await wait(first + WINDOW_MS - time, signal);
    }
  }

  return {
    async waitForTurn(signal) {
      const from = now();
      const turn = queue.then(() => takeTurn(signal ?? undefined));
      queue = turn.catch(() => undefined);
      await turn;
      return now() - from;
    },
  };
}
