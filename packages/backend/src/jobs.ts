import type { PgBoss, QueueOptions, WorkOptions } from "pg-boss";
import type { Logger } from "pino";

/** A kind of background work. */
export interface JobKind<Data extends object> {
  readonly queue: string;
  readonly policy: "standard" | "short" | "exclusive";
  readonly retry: Pick<QueueOptions, "retryLimit" | "retryDelay" | "retryBackoff" | "retryDelayMax">;
  /** After how long a job that neither ends nor dies is given to another worker. */
  readonly expireInSeconds: number;
  /** A cron expression in UTC, where the work comes round by itself. */
  readonly cron?: string;
  readonly parallel?: number;
  readonly run: (data: Data, signal: AbortSignal) => Promise<unknown>;
}

const EVERY = {
  /** A worker that is silent for so long is taken for dead, and its job given to another one. */
  heartbeatSeconds: 10,
  deleteAfterSeconds: 3_600,
  notify: true,
} as const;

/** With notifications on, polling is only the second net. */
const WORK = { batchSize: 1, pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 2 } satisfies WorkOptions;

/** Has a kind of work carried out: makes its queue, its schedule and its workers. */
export async function startJobs<Data extends object>(boss: PgBoss, kind: JobKind<Data>, logger: Logger): Promise<void> {
  const { queue, policy, retry, expireInSeconds, cron, parallel = 1, run } = kind;
  await boss.createQueue(queue, { ...EVERY, ...retry, expireInSeconds, policy });
  if (cron) await boss.schedule(queue, cron, {}, { tz: "UTC" });
  await boss.work<Data>(queue, { ...WORK, localConcurrency: parallel }, async (jobs) => {
    for (const job of jobs) {
      try {
        await run(job.data, job.signal);
      } catch (err) {
        logger.warn(
          { err, event: "job_failed", queue, attempt: job.retryCount + 1 },
          "A job failed; it is tried again",
        );
        throw err;
      }
    }
  });
}
