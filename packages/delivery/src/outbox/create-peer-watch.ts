import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { Schedule } from "./schedule.ts";

/** Watches a peer that is down. */
export interface PeerWatch {
  /** An attempt found the peer absent. */
  markDown(): void;
  /** An attempt reached the peer. */
  markUp(): void;
  /** How many of so many deliveries may be tried now. */
  allow(limit: number): number;
  stop(): Promise<void>;
}

/**
 * While the peer is down, holds deliveries back but for a trickle, and asks the peer now and then whether it is back. Then
 * all that wait for it are woken: they need not sit out pauses that grew long in a long outage. The pauses between two
 * looks grow until an attempt succeeds.
 */
export function createPeerWatch(parts: {
  isHealthy: () => Promise<boolean>;
  wakeWaiting: () => Promise<number>;
  schedule: Schedule;
  random: () => number;
  logger: Logger;
}): PeerWatch {
  const { schedule, logger } = parts;
  const stopping = new AbortController();
  let looks = 0;
  let isDown = false;
  let lastTrickle = Number.NEGATIVE_INFINITY;
  let watching: Promise<void> | undefined;

  async function look(): Promise<boolean> {
    try {
      if (!(await parts.isHealthy())) return false;
      isDown = false;
      const count = await parts.wakeWaiting();
      logger.info({ event: "peer_back", count }, "The other service is back");
      return true;
    } catch (err) {
      logger.debug({ err }, "The other service is still away");
      return false;
    }
  }

  async function watch(): Promise<void> {
    for (;;) {
      const pause = Math.min(schedule.maxPeerCheckMs, schedule.peerCheckMs * 1.5 ** looks) * (0.5 + parts.random() / 2);
      looks += 1;
      await delay(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted || (await look())) return;
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
      looks = 0;
    },
    allow(limit) {
      if (!isDown) return limit;
      const now = performance.now();
      if (now - lastTrickle < schedule.trialMs) return 0;
      lastTrickle = now;
      return 1;
    },
    async stop() {
      stopping.abort();
      await watching;
    },
  };
}
