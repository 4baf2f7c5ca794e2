import { randomUUID } from "node:crypto";
import { createAdvisoryLocks } from "@moddy/runtime";
import { createAlerts } from "../alerts/create-alerts.ts";
import { createDatabaseTime } from "../database-time.ts";
import { createBoss } from "./create-boss.ts";
import { createEnqueue } from "./create-enqueue.ts";
import { createMetrics } from "./create-metrics.ts";
import { createPeerWatch } from "./create-peer-watch.ts";
import { type AttemptReport, createRun } from "./create-run.ts";
import { createSend, type Operations } from "./create-send.ts";
import { createWorker } from "./create-worker.ts";
import { createWorkerRegistry } from "./create-worker-registry.ts";
import { createDeliveryHandlers } from "./handlers.ts";
import { isPeerHealthy } from "./is-peer-healthy.ts";
import { DEFAULT_SCHEDULE } from "./schedule.ts";
import { scheduleUpkeep } from "./schedule-upkeep.ts";
import { claimDeliveries } from "./store/claim-deliveries.ts";
import { countAttempts } from "./store/count-attempts.ts";
import { countOpen, readOldestPending } from "./store/count-deliveries.ts";
import { deleteFinished } from "./store/delete-finished.ts";
import { WAKE_CHANNEL } from "./store/insert-delivery.ts";
import { recordAttempt } from "./store/record-attempt.ts";
import { releaseClaims } from "./store/release-claims.ts";
import { isWaiting, wakeWaiting } from "./store/wake-waiting.ts";
import { withdrawDelivery } from "./store/withdraw-delivery.ts";
import type { Outbox, OutboxOptions } from "./types.ts";

const DEFAULT_CONCURRENCY = 32;
const STOP_GRACE_MS = 10_000;

/** Makes a service's outbox. It opens nothing before `start`. */
export function createOutbox<Ops extends Operations, DB>(options: OutboxOptions<Ops, DB>): Outbox<Ops> {
  const { db, databaseUrl, client, operations, service, logger, concurrency = DEFAULT_CONCURRENCY } = options;
  const { now = Date.now, random = Math.random, step = () => undefined } = options;
  const schedule = { ...DEFAULT_SCHEDULE, ...options.schedule };
  const leaseMs = schedule.leaseMs + Math.max(...Object.values(operations).map(({ deadlineMs }) => deadlineMs));
  const time = createDatabaseTime(options.testClock);
  const workerId = randomUUID();
  const forceStop = new AbortController();

  const boss = createBoss(databaseUrl, service, logger);
  const locks = createAdvisoryLocks({ url: databaseUrl, applicationName: `moddy-${service}-outbox`, logger });
  const registry = createWorkerRegistry({ db, locks, workerId, roundMs: schedule.workerCheckMs, logger });
  const alerts = options.alerts && createAlerts({ options: options.alerts, service, db, locks, time, now, logger });
  const countAttempt = options.metrics && createMetrics(options.metrics, db, time);
  const watch = createPeerWatch({
    isHealthy: () => isPeerHealthy(client, operations, forceStop.signal),
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
    const { delivery, result, durationMs, state } = report;
    const facts = { delivery_id: delivery.id, operation: delivery.operation, outcome: result.outcome };
    logger.info(
      { event: "delivery_attempt", ...facts, attempt: delivery.attempt, duration_ms: durationMs },
      "A delivery was sent",
    );
    if (state && state !== "pending")
      logger.info({ event: "delivery_finished", ...facts, state }, "A delivery has ended");
    countAttempt?.(report);
    if (state === "dead") alerts?.request();
    if (result.waitsForPeer) watch.markDown();
    else watch.markUp();
  }

  const worker = createWorker({
    claim: async (free) => {
      const limit = registry.isRegistered() ? watch.allow(free) : 0;
      return limit > 0 ? await claimDeliveries(db, { workerId, limit, leaseMs }, time) : [];
    },
    releaseExcept: async (discordIds) => {
      await releaseClaims(db, workerId, discordIds);
    },
    run: createRun({
      send: createSend(operations, client, (id, detail) => countAttempts(db, id, detail)),
      record: (record) => recordAttempt(db, record, time),
      onReply: options.onReply,
      onRecorded,
      workerId,
      schedule,
      random,
      step,
      signal: forceStop.signal,
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
    await registry.start();
    if (await isWaiting(db)) watch.markDown();
    const wake = (): void => worker.wake();
    const listening = await boss.getDb().listen?.(WAKE_CHANNEL, wake, wake);
    stopListening = listening && (() => listening.close());
    worker.start();
    alerts?.start();
  }

  async function stop(): Promise<void> {
    const timer = setTimeout(() => forceStop.abort(), STOP_GRACE_MS);
    await Promise.all([worker.stop(), boss.stop({ graceful: true, timeout: STOP_GRACE_MS })]);
    clearTimeout(timer);
    forceStop.abort();
    await Promise.all([watch.stop(), alerts?.stop(), stopListening?.()]);
    await registry.stop();
    await releaseClaims(db, workerId).catch((err: unknown) => logger.warn({ err }, "Claims could not be released"));
    await locks.close();
  }

  return {
    start,
    stop,
    boss,
    enqueue: createEnqueue({ operations, lifetimeMs: schedule.lifetimeMs, time, step, logger }),
    withdraw: (trx, id) => withdrawDelivery(trx, id, time),
    handlers: createDeliveryHandlers(db, schedule.lifetimeMs, time),
    async health() {
      const [counts, oldestPendingSeconds] = await Promise.all([countOpen(db), readOldestPending(db, time)]);
      return { ready: registry.isRegistered() && worker.isWorking(), oldestPendingSeconds, ...counts };
    },
  };
}
