import { randomUUID } from "node:crypto";
import { createAdvisoryLocks } from "@moddy/runtime";
import { createAlerts } from "../alerts/create-alerts.ts";
import { createDatabaseTime } from "../database-time.ts";
import { createBoss } from "./create-boss.ts";
import { createEnqueue } from "./create-enqueue.ts";
import { createMembership } from "./create-membership.ts";
import { createMetrics } from "./create-metrics.ts";
import { createPeerWatch } from "./create-peer-watch.ts";
import { type AttemptReport, createRun } from "./create-run.ts";
import { createSend, type Operations } from "./create-send.ts";
import { createWorker } from "./create-worker.ts";
import { createDeliveryHandlers } from "./handlers.ts";
import { isPeerHealthy } from "./is-peer-healthy.ts";
import { DEFAULT_SCHEDULE } from "./schedule.ts";
import { scheduleUpkeep } from "./schedule-upkeep.ts";
import { claimDeliveries } from "./store/claim-deliveries.ts";
import { countOpen, readOldestPending } from "./store/count-deliveries.ts";
import { deleteFinished } from "./store/delete-finished.ts";
import { WAKE_CHANNEL } from "./store/insert-delivery.ts";
import { recordAttempt } from "./store/record-attempt.ts";
import { releaseClaims } from "./store/release-claims.ts";
import { isWaiting, wakeWaiting } from "./store/wake-waiting.ts";
import type { Outbox, OutboxOptions } from "./types.ts";

const DEFAULT_CONCURRENCY = 32;
const STOP_GRACE_MS = 10_000;

/** Makes a service's outbox. Nothing is opened before `start`. */
export function createOutbox<Ops extends Operations, DB>(options: OutboxOptions<Ops, DB>): Outbox<Ops> {
  const { db, databaseUrl, client, operations, service, logger, concurrency = DEFAULT_CONCURRENCY } = options;
  const { now = Date.now, random = Math.random, step = () => undefined } = options;
  const schedule = { ...DEFAULT_SCHEDULE, ...options.schedule };
  const leaseMs = schedule.leaseMs + Math.max(...Object.values(operations).map(({ deadlineMs }) => deadlineMs));
  const time = createDatabaseTime(options.testClock);
  const workerId = randomUUID();
  const hurry = new AbortController();

  const boss = createBoss(databaseUrl, service, logger);
  const locks = createAdvisoryLocks({ url: databaseUrl, applicationName: `moddy-${service}-outbox`, logger });
  const membership = createMembership({ db, locks, workerId, roundMs: schedule.workerCheckMs, logger });
  const alerts = options.alerts && createAlerts({ options: options.alerts, service, db, locks, time, now, logger });
  const countAttempt = options.metrics && createMetrics(options.metrics, db, time);
  const watch = createPeerWatch({
    isHealthy: () => isPeerHealthy(client, operations, hurry.signal),
    wakeWaiting: async () => {
      const count = await wakeWaiting(db, time);
      worker.wake();
      return count;
    },
    schedule,
    random,
    logger,
  });

  function onRecorded(report: AttemptReport): void {
    const { delivery, verdict, durationMs, state } = report;
    const facts = { delivery_id: delivery.id, operation: delivery.operation, outcome: verdict.outcome };
    logger.info({ event: "delivery_attempt", ...facts, attempt: delivery.attempt, duration_ms: durationMs }, "Sent");
    if (state && state !== "pending") logger.info({ event: "delivery_finished", ...facts, state }, "Ended");
    countAttempt?.(report);
    if (state === "dead") alerts?.request();
    if (verdict.waitsForPeer) watch.markDown();
    else watch.markUp();
  }

  const worker = createWorker({
    claim: async (free) => {
      const limit = membership.isHeld() ? watch.allow(free) : 0;
      return limit > 0 ? await claimDeliveries(db, { workerId, limit, leaseMs }, time) : [];
    },
    releaseBut: async (discordIds) => {
      await releaseClaims(db, workerId, discordIds);
    },
    run: createRun({
      send: createSend(operations, client),
      record: (record) => recordAttempt(db, record, time),
      onRecorded,
      workerId,
      schedule,
      random,
      step,
      signal: hurry.signal,
      logger,
    }),
    concurrency,
    pollMs: schedule.pollMs,
    logger,
  });
  let stopListening: (() => Promise<void>) | undefined;

  async function start(): Promise<void> {
    await boss.start();
    await scheduleUpkeep(boss, () => deleteFinished(db, time));
    await membership.start();
    if (await isWaiting(db)) watch.markDown();
    const wake = (): void => worker.wake();
    const listening = await boss.getDb().listen?.(WAKE_CHANNEL, wake, wake);
    stopListening = listening && (() => listening.close());
    worker.start();
    alerts?.start();
  }

  async function stop(): Promise<void> {
    const timer = setTimeout(() => hurry.abort(), STOP_GRACE_MS);
    await Promise.all([worker.stop(), boss.stop({ graceful: true, timeout: STOP_GRACE_MS })]);
    clearTimeout(timer);
    hurry.abort();
    await Promise.all([watch.stop(), alerts?.stop(), stopListening?.()]);
    await membership.stop();
    await releaseClaims(db, workerId).catch((err: unknown) => logger.warn({ err }, "Claims were not given back"));
    await locks.close();
  }

  return {
    start,
    stop,
    boss,
    enqueue: createEnqueue({ operations, lifetimeMs: schedule.lifetimeMs, time, now, random, step, logger }),
    handlers: createDeliveryHandlers(db, schedule.lifetimeMs, time),
    async health() {
      const [counts, oldestPendingSeconds] = await Promise.all([countOpen(db), readOldestPending(db, time)]);
      return { ready: membership.isHeld() && worker.isWorking(), oldestPendingSeconds, ...counts };
    },
  };
}
