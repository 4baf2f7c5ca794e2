import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { Schedule } from "./schedule.ts";

/** Watches whether the other service (the peer) is there. */
export interface PeerWatch {
  /** An attempt did not reach the peer. */
  markDown(): void;
  /** An attempt reached the peer. */
  markUp(): void;
  /** How many of `limit` deliveries may be sent now. */
  allow(limit: number): number;
  stop(): Promise<void>;
}

/**
 * While the peer is down, holds all deliveries back except for single trials, and asks for the peer's health from time to
 * time. When it is healthy again, every delivery that waits for it becomes due at once, however long its own pause is by
 * then. The pauses between two health checks grow until an attempt succeeds.
 */
export function createPeerWatch(parts: {
  isHealthy: () => Promise<boolean>;
  /** Makes the deliveries due that wait for the peer. @returns how many there were. */
  wakeWaiting: () => Promise<number>;
  schedule: Schedule;
  random: () => number;
  logger: Logger;
}): PeerWatch {
  const { schedule, logger } = parts;
  const stopping = new AbortController();
  let checks = 0;
  let isDown = false;
  let lastTrial = Number.NEGATIVE_INFINITY;
  let watching: Promise<void> | undefined;

  /** @returns whether the peer is back. */
  async function check(): Promise<boolean> {
    try {
      if (!(await parts.isHealthy())) return false;
      isDown = false;
      const count = await parts.wakeWaiting();
      logger.info({ event: "peer_back", count }, "The other service is back");
      return true;
    } catch (err) {
      logger.debug({ err }, "The other service is still down");
      return false;
    }
  }

  async function watch(): Promise<void> {
    for (;;) {
      const maxPause = Math.min(schedule.maxPeerCheckMs, schedule.peerCheckMs * 1.5 ** checks);
      checks += 1;
      const pause = maxPause * (0.5 + parts.random() / 2);
      await delay(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted || (await check())) return;
    }
  }

  return {
    markDown() {
      if (stopping.signal.aborted) return;
      isDown = true;
      watching ??= watch().finally(() => {
        watching = undefined;
      });
    },
    markUp() {
      isDown = false;
      checks = 0;
    },
    allow(limit) {
      if (!isDown) return limit;
      const now = performance.now();
      if (now - lastTrial < schedule.trialMs) return 0;
      lastTrial = now;
      return 1;
    },
    async stop() {
      stopping.abort();
      await watching;
    },
  };
}
