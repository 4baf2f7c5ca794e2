import { setTimeout as delay } from "node:timers/promises";

/** Resolves after so many milliseconds; rejects when `signal` is aborted first. */
export type Wait = (ms: number, signal: AbortSignal | undefined) => Promise<void>;

/** Waits in real time. */
export const wait: Wait = (ms, signal) => delay(ms, undefined, { signal });
