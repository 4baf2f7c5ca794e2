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
  /** Gives this worker's claims back but for those on the lanes of these users. */
  releaseBut: (discordIds: readonly string[]) => Promise<void>;
  run: (delivery: ClaimedDelivery) => Promise<void>;
  concurrency: number;
  pollMs: number;
  logger: Logger;
}): Worker {
  const { logger } = parts;
  const inFlight = new Map<Promise<void>, ClaimedDelivery>();
  let state: "new" | "running" | "stopped" = "new";
  let looking: Promise<void> | undefined;
  let again = false;
  let working = true;
  let inDoubt = false;
  let timer: NodeJS.Timeout | undefined;

  const isRunning = (): boolean => state === "running";

  function take(delivery: ClaimedDelivery): void {
    const running = parts.run(delivery).finally(() => {
      inFlight.delete(running);
      wake();
    });
    inFlight.set(running, delivery);
  }

  /** A claim that failed may have been made nevertheless, its answer lost with the connection. */
  async function resolveDoubt(): Promise<void> {
    if (!inDoubt) return;
    await parts.releaseBut([...inFlight.values()].map((delivery) => delivery.discord_id));
    inDoubt = false;
  }

  async function look(): Promise<void> {
    do {
      again = false;
      const free = parts.concurrency - inFlight.size;
      if (free === 0) return;
      await resolveDoubt();
      inDoubt = true;
      for (const delivery of await parts.claim(free)) take(delivery);
      inDoubt = false;
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
      await Promise.all(inFlight.keys());
    },
  };
}
