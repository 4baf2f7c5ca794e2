import { setTimeout as delay } from "node:timers/promises";
import type { AdvisoryLocks, HeldLock } from "@moddy/runtime";
import type { QueryExecutorProvider } from "kysely";
import type { Logger } from "pino";
import { listClaimingWorkers, releaseClaims } from "./store/release-claims.ts";

/** The registration of one worker among the workers of an outbox. */
export interface WorkerRegistry {
  /** Whether this worker may claim: the others can see that it is alive. */
  isRegistered(): boolean;
  /** Registers the worker; resolves after the first round. Never rejects. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Shows the workers of an outbox which of them are alive. Each holds a lock that ends with its process or its connection.
 * A worker that finds claims of another whose lock is free releases them, so that the deliveries are sent again. If the
 * other worker was only cut off, a delivery is sent twice; the inbox of the receiver executes it once.
 */
export function createWorkerRegistry(parts: {
  db: QueryExecutorProvider;
  locks: AdvisoryLocks;
  workerId: string;
  roundMs: number;
  logger: Logger;
}): WorkerRegistry {
  const { db, locks, workerId, logger } = parts;
  const lockOf = (id: string): string => `moddy:outbox-worker:${id}`;
  const stopping = new AbortController();
  let own: HeldLock | undefined;
  let running: Promise<void> | undefined;

  async function releaseDeadWorkers(): Promise<void> {
    for (const other of await listClaimingWorkers(db, workerId)) {
      const lock = await locks.tryLock(lockOf(other));
      if (!lock) continue;
      try {
        const count = await releaseClaims(db, other);
        if (count > 0)
          logger.warn({ event: "claims_taken_over", count }, "A worker died: its deliveries are due again");
      } finally {
        await lock.release();
      }
    }
  }

  const isRegistered = (): boolean => own !== undefined && !own.signal.aborted;

  async function round(): Promise<void> {
    try {
      if (!isRegistered()) own = await locks.tryLock(lockOf(workerId));
      await releaseDeadWorkers();
    } catch (err) {
      logger.warn({ err }, "The outbox cannot check its workers");
    }
  }

  async function repeat(): Promise<void> {
    while (!stopping.signal.aborted) {
      await delay(parts.roundMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (!stopping.signal.aborted) await round();
    }
  }

  return {
    isRegistered,
    async start() {
      await round();
      running = repeat();
    },
    async stop() {
      stopping.abort();
      await running;
      await own?.release();
    },
  };
}
