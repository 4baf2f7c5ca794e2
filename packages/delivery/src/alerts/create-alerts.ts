import { setTimeout as delay } from "node:timers/promises";
import type { AdvisoryLocks } from "@moddy/runtime";
import type { Outcome, ServiceName } from "@moddy/schemas";
import type { QueryExecutorProvider } from "kysely";
import type { Logger } from "pino";
import type { DatabaseTime } from "../database-time.ts";
import { readOldestPending } from "../outbox/store/count-deliveries.ts";
import { listUnalertedDeadLetters, markAlerted, type UnalertedDeadLetter } from "./store.ts";

/** What an operator has to know. Holds no personal data. */
export interface Alert {
  readonly service: ServiceName;
  /** The deliveries that died since the last alert. */
  readonly dead: readonly { readonly operation: string; readonly outcome: Outcome; readonly count: number }[];
  /** The age of the oldest pending delivery, if it is above the limit. */
  readonly oldest_pending_seconds: number | null;
  /** The reconciliation would remove too many roles, or roles for the first time: it removed none and waits for a person to confirm. */
  readonly reconcile_requires_confirmation?: {
    readonly members: number;
    readonly would_add: number;
    readonly would_remove: number;
    /** Too many removals, or the first ones of all. */
    readonly reason: "first_removal" | "share";
  };
  /** Customers who have paid for a plan for a day, of whom no Discord user is known, and whom no alert named before. */
  readonly unlinked_payments?: { readonly count: number; readonly oldest_seconds: number };
}

/** Where alerts go, and when. */
export interface AlertOptions {
  /** Sends an alert. If it rejects, the same alert is sent again later. */
  readonly send: (alert: Alert) => Promise<void>;
  /** The age of a pending delivery above which an alert is sent; 15 minutes. */
  readonly oldestPendingSeconds?: number;
  /** The least time between two alerts, and the time between two checks, in milliseconds; one minute. */
  readonly intervalMs?: number;
}

/** Sends alerts about deliveries. */
export interface Alerts {
  start(): void;
  /** A delivery died: checks as soon as the interval allows. */
  request(): void;
  stop(): Promise<void>;
}

function summarize(deadLetters: readonly UnalertedDeadLetter[]): Alert["dead"] {
  const groups = Map.groupBy(deadLetters, ({ operation, outcome }) => `${operation} ${outcome}`);
  return [...groups.values()].flatMap((group) => {
    const first = group[0];
    return first ? [{ operation: first.operation, outcome: first.outcome, count: group.length }] : [];
  });
}

/** An old pending delivery is alerted again after this time. */
const REPEAT_OLD_MS = 3_600_000;

/** Makes the alerts of an outbox. Of several processes only one sends. */
export function createAlerts(parts: {
  options: AlertOptions;
  service: ServiceName;
  db: QueryExecutorProvider;
  locks: AdvisoryLocks;
  time: DatabaseTime;
  now: () => number;
  logger: Logger;
}): Alerts {
  const { options, db, logger } = parts;
  const { oldestPendingSeconds = 900, intervalMs = 60_000 } = options;
  const stopping = new AbortController();
  let requested = Promise.withResolvers<void>();
  let running: Promise<void> | undefined;
  let alertedOldAt = Number.NEGATIVE_INFINITY;

  /** @returns whether there was an alert to send. */
  async function check(): Promise<boolean> {
    const deadLetters = await listUnalertedDeadLetters(db);
    const oldest = await readOldestPending(db, parts.time);
    const isOld = oldest > oldestPendingSeconds && parts.now() - alertedOldAt >= REPEAT_OLD_MS;
    if (deadLetters.length === 0 && !isOld) return false;
    await options.send({
      service: parts.service,
      dead: summarize(deadLetters),
      oldest_pending_seconds: isOld ? Math.round(oldest) : null,
    });
    if (isOld) alertedOldAt = parts.now();
    const ids = deadLetters.map(({ id }) => id);
    await markAlerted(db, ids, parts.time);
    return true;
  }

  /** Checks unless another process does so now. */
  async function checkAlone(): Promise<boolean> {
    const lock = await parts.locks.tryLock("moddy:outbox-alerts");
    if (!lock) return false;
    try {
      return await check();
    } finally {
      await lock.release();
    }
  }

  async function repeat(): Promise<void> {
    const { signal } = stopping;
    while (!signal.aborted) {
      requested = Promise.withResolvers<void>();
      const hasSent = await checkAlone().catch((err: unknown) => {
        logger.warn({ err, event: "alert_failed" }, "An alert could not be sent");
        return true;
      });
      const pause = delay(intervalMs, undefined, { signal }).catch(() => undefined);
      await (hasSent ? pause : Promise.race([requested.promise, pause]));
    }
  }

  return {
    start() {
      running = repeat();
    },
    request: () => requested.resolve(),
    async stop() {
      stopping.abort();
      requested.resolve();
      await running;
    },
  };
}
