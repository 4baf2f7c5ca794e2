import type { Logger } from "pino";
import type { ClaimedDelivery } from "./store/delivery-row.ts";

/** Claims due deliveries and sends them concurrently. */
export interface Worker {
  start(): void;
  /** Polls for due deliveries now. */
  wake(): void;
  /** Claims no more and waits until every running delivery has ended. */
  stop(): Promise<void>;
  /** Whether the last poll of the database succeeded. */
  isWorking(): boolean;
}

/** Makes a worker that runs at most `concurrency` deliveries at once. `run` must not reject. */
export function createWorker(parts: {
  claim: (limit: number) => Promise<ClaimedDelivery[]>;
  /** Releases this worker's claims, except those on the queues of these users. */
  releaseExcept: (discordIds: readonly string[]) => Promise<void>;
  /** @returns whether the attempt was recorded, which also releases its claim. */
  run: (delivery: ClaimedDelivery) => Promise<boolean>;
  concurrency: number;
  pollMs: number;
  logger: Logger;
}): Worker {
  const { logger } = parts;
  const inFlight = new Map<Promise<boolean>, ClaimedDelivery>();
  let state: "new" | "running" | "stopped" = "new";
  let polling: Promise<void> | undefined;
  let pollAgain = false;
  let working = true;
  let hasUncertainClaims = false;
  let timer: NodeJS.Timeout | undefined;

  const isRunning = (): boolean => state === "running";

  function take(delivery: ClaimedDelivery): void {
    const running = parts.run(delivery);
    inFlight.set(running, delivery);
    void settle(running);
  }

  async function settle(running: Promise<boolean>): Promise<void> {
    const isRecorded = await running;
    hasUncertainClaims ||= !isRecorded;
    inFlight.delete(running);
    wake();
  }

  /** A claim can exist although its query failed (the answer was lost), and it stays when its record failed. */
  async function releaseUncertainClaims(): Promise<void> {
    if (!hasUncertainClaims) return;
    hasUncertainClaims = false;
    try {
      await parts.releaseExcept([...inFlight.values()].map((delivery) => delivery.discord_id));
    } catch (error) {
      hasUncertainClaims = true;
      throw error;
    }
  }

  async function claim(free: number): Promise<ClaimedDelivery[]> {
    try {
      return await parts.claim(free);
    } catch (error) {
      hasUncertainClaims = true;
      throw error;
    }
  }

  async function poll(): Promise<void> {
    do {
      pollAgain = false;
      const free = parts.concurrency - inFlight.size;
      if (free === 0) return;
      await releaseUncertainClaims();
      for (const delivery of await claim(free)) take(delivery);
    } while (pollAgain && isRunning());
  }

  async function pollSafely(): Promise<void> {
    try {
      await poll();
      if (!working) logger.info({ event: "outbox_working" }, "The outbox works again");
      working = true;
    } catch (err) {
      if (working) logger.warn({ err, event: "outbox_stalled" }, "The outbox cannot claim deliveries");
      working = false;
    }
  }

  function wake(): void {
    if (!isRunning()) return;
    if (polling) {
      pollAgain = true;
      return;
    }
    clearTimeout(timer);
    polling = pollSafely().finally(() => {
      polling = undefined;
      if (pollAgain) wake();
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
      await polling;
      await Promise.all(inFlight.keys());
    },
  };
}
