import { AsyncLocalStorage } from "node:async_hooks";

/** By what a call is found again in the logs of both services. */
export interface Trace {
  readonly requestId: string;
  /** W3C trace context. */
  readonly traceparent: string | undefined;
}

// What a call sets off (further calls, stored deliveries) is of its trace, however deep it is set off.
const running = new AsyncLocalStorage<Trace>();

/** Runs work on behalf of a call. */
export function runTraced<T>(trace: Trace, work: () => T): T {
  return running.run(trace, work);
}

/** The trace of the call on whose behalf this runs; undefined outside of any. */
export function currentTrace(): Trace | undefined {
  return running.getStore();
}
