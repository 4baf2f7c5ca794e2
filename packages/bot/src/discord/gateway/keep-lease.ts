import { setTimeout as delay } from "node:timers/promises";
import type { AdvisoryLocks } from "@moddy/runtime";
import type { Logger } from "pino";

export interface LeaseOptions {
  readonly locks: AdvisoryLocks;
  /** The lock's name: one process of all holds it. */
  readonly key: string;
  /** Milliseconds until it is tried again when the database cannot be asked. */
  readonly retryMs: number;
  readonly logger: Logger;
}

/** Waits for the lease and runs `hold` until it is lost, again and again until `signal` is aborted. */
export async function keepLease(
  { locks, key, retryMs, logger }: LeaseOptions,
  hold: (held: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await locks.withLock(key, hold, { signal });
    } catch (error) {
      if (signal.aborted) return;
      logger.warn({ err: error, event: "gateway_lease_failed" }, "The lease of the gateway session cannot be taken");
      await delay(retryMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
