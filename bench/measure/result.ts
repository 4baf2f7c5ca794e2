import { percentile } from "./percentile.ts";

/** One line of the table. */
export interface Result {
  readonly what: string;
  /** How many were done in a second. */
  readonly perSecond?: number;
  /** Milliseconds. */
  readonly p50?: number;
  readonly p99?: number;
  /** How long it took once, in milliseconds. */
  readonly took?: number;
}

/** A measurement: what stands above its lines, and the lines. */
export interface Section {
  readonly title: string;
  readonly results: readonly Result[];
}

/** Sums up how long each of many took, in milliseconds, and how long all of them together. */
export function summarize(what: string, latencies: readonly number[], totalMs?: number): Result {
  return {
    what,
    ...(totalMs !== undefined && { perSecond: (latencies.length * 1000) / totalMs }),
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
  };
}
