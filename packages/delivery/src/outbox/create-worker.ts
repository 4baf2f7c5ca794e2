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
  /** @returns whether the claim was given back with the attempt's record. */
  run: (delivery: ClaimedDelivery) => Promise<boolean>;
  concurrency: number;
  pollMs: number;
  logger: Logger;
}): Worker {
  const { logger } = parts;
  const inFlight = new Map<Promise<boolean>, ClaimedDelivery>();
  let state: "new" | "running" | "stopped" = "new";
  let looking: Promise<void> | undefined;
  let again = false;
  let working = true;
  let inDoubt = false;
  let timer: NodeJS.Timeout | undefined;

  const isRunning = (): boolean => state === "running";

  function take(delivery: ClaimedDelivery): void {
    const running = parts.run(delivery);
    inFlight.set(running, delivery);
    void settle(running);
  }

  async function settle(running: Promise<boolean>): Promise<void> {
    const isRecorded = await running;
    inDoubt ||= !isRecorded;
    inFlight.delete(running);
    wake();
  }

  /** A claim that failed may have been made nevertheless, its answer lost; and one whose record failed still stands. */
  async function resolveDoubt(): Promise<void> {
    if (!inDoubt) return;
    inDoubt = false;
    try {
      await parts.releaseBut([...inFlight.values()].map((delivery) => delivery.discord_id));
    } catch (error) {
      inDoubt = true;
      throw error;
    }
  }

  async function claim(free: number): Promise<ClaimedDelivery[]> {
    try {
      return await parts.claim(free);
    } catch (error) {
      inDoubt = true;
      throw error;
    }
  }

  async function look(): Promise<void> {
    do {
      again = false;
      const free = parts.concurrency - inFlight.size;
      if (free === 0) return;
      await resolveDoubt();
      for (const delivery of await claim(free)) take(delivery);
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
