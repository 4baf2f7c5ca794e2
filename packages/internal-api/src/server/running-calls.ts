import { unlessAborted } from "@moddy/runtime";
import { ServiceUnavailable } from "./api-error.ts";

/** The calls that a server is carrying out. */
export interface RunningCalls {
  /** Runs `call` with a signal that aborts after `deadlineMs` or when all are told to stop; then it throws. */
  run<T>(deadlineMs: number, call: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Tells every call to stop. */
  abort(): void;
  /** Waits until each call has ended or was told to stop. */
  settled(): Promise<void>;
}

/** Counts calls and holds them to deadlines; one more than `most` at once is refused with 503. */
export function createRunningCalls(most: number): RunningCalls {
  const running = new Map<Promise<unknown>, AbortController>();

  async function run<T>(deadlineMs: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (running.size >= most) throw new ServiceUnavailable();
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
  return new ServiceUnavailable(1, "The call took longer than it may.");
}
