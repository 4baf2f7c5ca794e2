import type { StripeClock } from "../core/clock.ts";
import type { StripeEvent } from "../shapes/event.ts";
import { createReadyList } from "./ready-list.ts";
import type { WebhookSettings } from "./settings.ts";

/** One event for one endpoint. */
export interface Delivery {
  readonly event: StripeEvent;
  readonly endpoint: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** Milliseconds since the epoch in Stripe's time. */
  dueAt: number;
}

export interface DeliveryQueue {
  /** Waiting and running deliveries. */
  readonly size: number;
  add(delivery: Delivery): void;
  /** Starts due deliveries. Call it after adding deliveries, changing settings or moving the time. */
  wake(): void;
  /** Makes all waiting deliveries due now. */
  skipDelays(): void;
  /** Waits until all running deliveries have ended. */
  settled(): Promise<void>;
  /** Starts no more deliveries and waits for the running ones. */
  close(): Promise<void>;
}

export interface DeliveryQueueOptions {
  readonly clock: StripeClock;
  readonly random: () => number;
  readonly settings: WebhookSettings;
  /** The greatest number of deliveries that run at a time. */
  readonly concurrency: number;
  readonly deliver: (delivery: Delivery) => Promise<void>;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

export function createDeliveryQueue({
  clock,
  random,
  settings,
  concurrency,
  deliver,
}: DeliveryQueueOptions): DeliveryQueue {
  const ready = createReadyList<Delivery>();
  const later = new Set<Delivery>();
  let nextDueAt = Infinity;
  const running = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  /** Moves due deliveries to `ready` and sets the timer for the next one. */
  function takeDue() {
    const now = clock.nowMs();
    if (nextDueAt <= now) {
      nextDueAt = Infinity;
      for (const delivery of later) {
        if (delivery.dueAt > now) nextDueAt = Math.min(nextDueAt, delivery.dueAt);
        else {
          later.delete(delivery);
          ready.push(delivery);
        }
      }
    }
    clearTimeout(timer);
    if (nextDueAt === Infinity) return;
    timer = setTimeout(wake, Math.min(Math.max(1, nextDueAt - now), LONGEST_TIMER_MS)).unref();
  }

  function start(delivery: Delivery) {
    const run = deliver(delivery).finally(() => {
      running.delete(run);
      wake();
    });
    running.add(run);
  }

  function wake() {
    if (closed) return;
    takeDue();
    while (settings.mode !== "paused" && ready.size > 0 && running.size < concurrency) {
      const delivery = settings.order === "sent" ? ready.oldest() : ready.any(random());
      if (delivery !== undefined) start(delivery);
    }
  }

  async function settled() {
    while (running.size > 0) await Promise.all(running);
  }

  return {
    get size() {
      return ready.size + later.size + running.size;
    },
    add(delivery) {
      later.add(delivery);
      nextDueAt = Math.min(nextDueAt, delivery.dueAt);
    },
    wake,
    skipDelays() {
      for (const delivery of later) delivery.dueAt = clock.nowMs();
      nextDueAt = clock.nowMs();
      wake();
    },
    settled,
    async close() {
      closed = true;
      clearTimeout(timer);
      await settled();
    },
  };
}
