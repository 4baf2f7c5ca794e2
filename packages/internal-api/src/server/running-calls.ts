import { unlessAborted } from "@moddy/runtime";
import { ServiceUnavailable } from "./api-error.ts";

/** The calls that a server executes now. */
export interface RunningCalls {
  /** Runs `call` with a signal that aborts after `deadlineMs` or on `abort()`. Then it rejects. */
  run<T>(deadlineMs: number, call: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Aborts every call. */
  abort(): void;
  /** Waits until each call has ended or was aborted. */
  settled(): Promise<void>;
}

/** Counts calls and enforces their deadlines. More than `limit` at once are refused with 503. */
export function createRunningCalls(limit: number): RunningCalls {
  const running = new Map<Promise<unknown>, AbortController>();

  async function run<T>(deadlineMs: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (running.size >= limit) throw new ServiceUnavailable();
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(tooLong()), deadlineMs);
    const work = call(stop.signal);
    running.set(work, stop);
    void work.catch(() => {}).finally(() => running.delete(work));
    try {
      return await unlessAborted(work, stop.signal);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    run,
    abort() {
      for (const stop of running.values()) stop.abort(tooLong());
    },
    async settled() {
      await Promise.allSettled([...running].map(([work, stop]) => unlessAborted(work, stop.signal)));
    },
  };
}

function tooLong(): ServiceUnavailable {
  return new ServiceUnavailable(1, "The call took too long.");
}
