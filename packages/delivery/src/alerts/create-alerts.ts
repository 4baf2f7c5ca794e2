import { setTimeout as delay } from "node:timers/promises";
import type { AdvisoryLocks } from "@moddy/runtime";
import type { Outcome, ServiceName } from "@moddy/schemas";
import type { QueryExecutorProvider } from "kysely";
import type { Logger } from "pino";
import type { DatabaseTime } from "../database-time.ts";
import { readOldestPending } from "../outbox/store/count-deliveries.ts";
import { listUntoldDeaths, markTold, type UntoldDeath } from "./store.ts";

/** What a person has to be told. Holds no personal data. */
export interface Alert {
  readonly service: ServiceName;
  /** What died since the last alert. */
  readonly dead: readonly { readonly operation: string; readonly outcome: Outcome; readonly count: number }[];
  /** The age of the oldest delivery that has not ended, where it is above the limit. */
  readonly oldest_pending_seconds: number | null;
  /** The reconciliation would remove too many roles: it changed nothing and waits for a person to confirm. */
  readonly reconcile_requires_confirmation?: {
    readonly members: number;
    readonly would_add: number;
    readonly would_remove: number;
  };
}

/** Whom to tell, and when. */
export interface AlertOptions {
  /** Tells a person; where it rejects, the same is told again later. */
  readonly send: (alert: Alert) => Promise<void>;
  /** How old a delivery that has not ended may become before somebody is told; 15 minutes. */
  readonly oldestPendingSeconds?: number;
  /** The least time between two alerts, and the time between two looks, in milliseconds; one minute. */
  readonly intervalMs?: number;
}

/** Looks for what a person has to be told. */
export interface Alerts {
  start(): void;
  /** Something died: look as soon as the interval allows. */
  request(): void;
  stop(): Promise<void>;
}

function summarize(deaths: readonly UntoldDeath[]): Alert["dead"] {
  const groups = Map.groupBy(deaths, ({ operation, outcome }) => `${operation} ${outcome}`);
  return [...groups.values()].flatMap((group) => {
    const first = group[0];
    return first ? [{ operation: first.operation, outcome: first.outcome, count: group.length }] : [];
  });
}

const OLD_AGAIN_MS = 3_600_000;

/** Makes the alerts of an outbox; of several processes only one tells. */
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
  let toldOldAt = Number.NEGATIVE_INFINITY;

  /** @returns whether there was anything to tell. */
  async function tell(): Promise<boolean> {
    const deaths = await listUntoldDeaths(db);
    const oldest = await readOldestPending(db, parts.time);
    const isOld = oldest > oldestPendingSeconds && parts.now() - toldOldAt >= OLD_AGAIN_MS;
    if (deaths.length === 0 && !isOld) return false;
    await options.send({
      service: parts.service,
      dead: summarize(deaths),
      oldest_pending_seconds: isOld ? Math.round(oldest) : null,
    });
    if (isOld) toldOldAt = parts.now();
    const ids = deaths.map(({ id }) => id);
    await markTold(db, ids, parts.time);
    return true;
  }

  async function tellAlone(): Promise<boolean> {
    const lock = await parts.locks.tryLock("moddy:outbox-alerts");
    if (!lock) return false;
    try {
      return await tell();
    } finally {
      await lock.release();
    }
  }

  async function repeat(): Promise<void> {
    const { signal } = stopping;
    while (!signal.aborted) {
      requested = Promise.withResolvers<void>();
      const busy = await tellAlone().catch((err: unknown) => {
        logger.warn({ err, event: "alert_failed" }, "An alert was not sent");
        return true;
      });
      const pause = delay(intervalMs, undefined, { signal }).catch(() => undefined);
      await (busy ? pause : Promise.race([requested.promise, pause]));
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
