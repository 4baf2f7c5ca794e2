import { setTimeout as delay } from "node:timers/promises";
import type { AdvisoryLocks, HeldLock } from "@moddy/runtime";
import type { QueryExecutorProvider } from "kysely";
import type { Logger } from "pino";
import { listClaimants, releaseClaims } from "./store/release-claims.ts";

/** A worker's place among the workers of one outbox. */
export interface Membership {
  /** Whether this worker may claim: others can see that it lives. */
  isHeld(): boolean;
  /** Begins; resolves once the first round is done. Never rejects. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Lets the workers see which of them live: each holds a lock that dies with its process or its connection. Whoever finds
 * a claim whose worker's lock is free gives the claim back, so that the delivery is sent by another; the inbox on the
 * other side takes it once even if the first worker was only cut off.
 */
export function createMembership(parts: {
  db: QueryExecutorProvider;
  locks: AdvisoryLocks;
  workerId: string;
  roundMs: number;
  logger: Logger;
}): Membership {
  const { db, locks, workerId, logger } = parts;
  const lockOf = (id: string): string => `moddy:outbox-worker:${id}`;
  const stopping = new AbortController();
  let own: HeldLock | undefined;
  let running: Promise<void> | undefined;

  async function reap(): Promise<void> {
    for (const other of await listClaimants(db, workerId)) {
      const lock = await locks.tryLock(lockOf(other));
      if (!lock) continue;
      try {
        const count = await releaseClaims(db, other);
        if (count > 0)
          logger.warn({ event: "claims_taken_over", count }, "A worker died; its deliveries are due again");
      } finally {
        await lock.release();
      }
    }
  }

  const isHeld = (): boolean => own !== undefined && !own.signal.aborted;

  async function round(): Promise<void> {
    try {
      if (!isHeld()) own = await locks.tryLock(lockOf(workerId));
      await reap();
    } catch (err) {
      logger.warn({ err }, "The outbox cannot look after its workers");
    }
  }

  async function repeat(): Promise<void> {
    while (!stopping.signal.aborted) {
      await delay(parts.roundMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (!stopping.signal.aborted) await round();
    }
  }

  return {
    isHeld,
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
