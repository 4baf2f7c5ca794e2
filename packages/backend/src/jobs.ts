import type { Job, JobResult, PgBoss, QueueOptions, WorkOptions } from "pg-boss";
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
  /** How many take jobs at once, each up to four of them; 1. */
  readonly workers?: number;
  readonly run: (data: Data, signal: AbortSignal) => Promise<unknown>;
}

/** What all background work runs in. */
export interface JobSurroundings {
  readonly logger: Logger;
  /** Aborted when the backend shuts down: what can be left for the next start is not waited for. */
  readonly stopping: AbortSignal;
}

const EVERY = {
  /** A worker that is silent for so long is taken for dead, and its job given to another one. */
  heartbeatSeconds: 10,
  deleteAfterSeconds: 3_600,
  notify: true,
} as const;

/**
 * Notifications wake the workers; polling finds what was put off, and goes on without a pause while there is a backlog,
 * which pg-boss tells by a full batch only.
 */
const WORK = {
  batchSize: 4,
  burstWhenBatchFull: true,
  perJobResults: true,
  pollingIntervalSeconds: 1,
  notifyPollingIntervalSeconds: 1,
} as const satisfies WorkOptions;

/** Has a kind of work carried out: makes its queue, its schedule and its workers. */
export async function startJobs<Data extends object>(
  boss: PgBoss,
  kind: JobKind<Data>,
  { logger, stopping }: JobSurroundings,
): Promise<void> {
  const { queue, policy, retry, expireInSeconds, cron, workers = 1, run } = kind;
  await boss.createQueue(queue, { ...EVERY, ...retry, expireInSeconds, policy });
  if (cron) await boss.schedule(queue, cron, {}, { tz: "UTC" });

  async function runOne({ id, data, signal, retryCount }: Job<Data>): Promise<JobResult> {
    try {
      await run(data, AbortSignal.any([signal, stopping]));
      return { id, status: "completed" };
    } catch (err) {
      const attempt = retryCount + 1;
      if (stopping.aborted) logger.info({ event: "job_left", queue }, "A job is left for the next start");
      else logger.warn({ err, event: "job_failed", queue, attempt }, "A job failed; it is tried again");
      return { id, status: "failed" };
    }
  }

  await boss.work<Data, unknown, typeof WORK & { localConcurrency: number }>(
    queue,
    { ...WORK, localConcurrency: workers },
    (jobs) => Promise.all(jobs.map(runOne)),
  );
}
