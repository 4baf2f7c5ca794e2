import type { Logger } from "pino";
import type { ClaimedDelivery } from "./store/delivery-row.ts";

/** Claims due deliveries and runs them side by side. */
export interface Worker {
  start(): void;
  /** Looks for due deliveries now. */
  wake(): void;
  /** Claims no more and waits until all that run have ended. */
  stop(): Promise<void>;
  /** Whether the last look at the database succeeded. */
  isWorking(): boolean;
}

/** Makes a worker that runs at most `concurrency` deliveries at once. `run` must not reject. */
export function createWorker(parts: {
  claim: (limit: number) => Promise<ClaimedDelivery[]>;
  run: (delivery: ClaimedDelivery) => Promise<void>;
  concurrency: number;
  pollMs: number;
  logger: Logger;
}): Worker {
  const { logger } = parts;
  const inFlight = new Set<Promise<void>>();
  let state: "new" | "running" | "stopped" = "new";
  let looking: Promise<void> | undefined;
  let again = false;
  let working = true;
  let timer: NodeJS.Timeout | undefined;

  const isRunning = (): boolean => state === "running";

  function take(delivery: ClaimedDelivery): void {
    const running = parts.run(delivery).finally(() => {
      inFlight.delete(running);
      wake();
    });
    inFlight.add(running);
  }

  async function look(): Promise<void> {
    do {
      again = false;
      const free = parts.concurrency - inFlight.size;
      if (free === 0) return;
      for (const delivery of await parts.claim(free)) take(delivery);
    } while (again && isRunning());
  }

  async function lookSafely(): Promise<void> {
    try {
      await look();
      if (!working) logger.info({ event: "outbox_working" }, "The outbox works again");
      working = true;
    } catch (err) {
      if (working) logger.warn({ err, event: "outbox_stalled" }, "The outbox cannot claim deliveries");
      working = false;
    }
  }

  function wake(): void {
    if (!isRunning()) return;
    if (looking) {
      again = true;
      return;
    }
    clearTimeout(timer);
    looking = lookSafely().finally(() => {
      looking = undefined;
      if (again) wake();
      else if (isRunning()) timer = setTimeout(wake, parts.pollMs);
    });
  }

  return {
    wake,
    isWorking: () => working,
    start() {
      state = "running";
      wake();
    },
    async stop() {
      state = "stopped";
      clearTimeout(timer);
      await looking;
      await Promise.all(inFlight);
    },
  };
}
