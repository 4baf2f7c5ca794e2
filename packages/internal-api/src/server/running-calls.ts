import { ApiError, ServiceUnavailable } from "./api-error.ts";

/** The calls that a server is carrying out. */
export interface RunningCalls {
  /** Runs `call` with a signal that aborts after `deadlineMs` or when all are told to stop. */
  run<T>(deadlineMs: number, call: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Waits for the calls that run; after `ms` milliseconds their signals are aborted. */
  finish(ms: number): Promise<void>;
}

/** Counts calls and holds them to deadlines; one more than `most` at once is refused with 503. */
export function createRunningCalls(most: number): RunningCalls {
  const running = new Map<Promise<unknown>, AbortController>();

  async function run<T>(deadlineMs: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (running.size >= most) throw new ServiceUnavailable();
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(new ApiError("unavailable")), deadlineMs);
    const work = call(stop.signal);
    running.set(work, stop);
    work
      .finally(() => {
        clearTimeout(timer);
        running.delete(work);
      })
      .catch(() => {});
    return await unlessAborted(work, stop.signal);
  }

  async function finish(ms: number): Promise<void> {
    const timer = setTimeout(() => {
      for (const stop of running.values()) stop.abort(new ApiError("unavailable"));
    }, ms);
    await Promise.allSettled([...running].map(([work, stop]) => unlessAborted(work, stop.signal)));
    clearTimeout(timer);
  }

  return { run, finish };
}

/** Waits for `work`, but no longer than the signal allows: then the caller is told to try again, and the work goes on. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(new ServiceUnavailable(1, "The call took longer than it may."));
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
