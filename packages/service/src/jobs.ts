import type { Job, JobResult, PgBoss, QueueOptions, WorkOptions } from "pg-boss";
import type { Logger } from "pino";

/** A kind of background work: a queue of pg-boss and the function that processes its jobs. */
export interface JobKind<Data extends object = object> {
  readonly queue: string;
  /** pg-boss's policy of the queue. */
  readonly policy: "standard" | "short" | "exclusive";
  readonly retry: Pick<QueueOptions, "retryLimit" | "retryDelay" | "retryBackoff" | "retryDelayMax">;
  /** After how many seconds a job that neither ends nor fails is retried. */
  readonly expireInSeconds: number;
  /** A cron expression in UTC, for work that repeats. */
  readonly cron?: string;
  /** Whether a job is queued at each start of the service. */
  readonly atStart?: boolean;
  /** How many workers take jobs at once, each up to four of them; 1. */
  readonly workers?: number;
  /** What a log line about a job says of it: ids and kinds, never personal data. */
  describe?(data: Data): Readonly<Record<string, unknown>>;
  /** `signal` aborts when the job expires or the service stops. */
  run(data: Data, signal: AbortSignal): Promise<unknown>;
}

/** The retries of work that must be done: for at least a week, at most five minutes apart. */
export const UNTIL_DONE = { retryLimit: 2_100, retryDelay: 1, retryBackoff: true, retryDelayMax: 300 } as const;
/** The retries of work that repeats: the next round makes up for a failed one. */
export const UNTIL_NEXT_TIME = { retryLimit: 3, retryDelay: 5, retryBackoff: true, retryDelayMax: 60 } as const;

const QUEUE = {
  /** A worker without a heartbeat for this long counts as dead, and its job is retried. */
  heartbeatSeconds: 10,
  deleteAfterSeconds: 3_600,
  notify: true,
} as const;

/** NOTIFY wakes the workers; polling finds delayed jobs. pg-boss polls without a pause while batches are full. */
const WORK = {
  batchSize: 4,
  burstWhenBatchFull: true,
  perJobResults: true,
  pollingIntervalSeconds: 1,
  notifyPollingIntervalSeconds: 1,
} as const satisfies WorkOptions;

/** What all jobs share. */
export interface JobRunner {
  readonly boss: PgBoss;
  readonly logger: Logger;
  /** Aborts when the service shuts down. A job can then stop: the next start repeats it. */
  readonly stopping: AbortSignal;
}

/** Starts a kind of background work: creates its queue, its schedule and its workers. */
export async function startJobs(kind: JobKind, { boss, logger, stopping }: JobRunner): Promise<void> {
  const { queue, policy, retry, expireInSeconds, cron, workers = 1 } = kind;
  await boss.createQueue(queue, { ...QUEUE, ...retry, expireInSeconds, policy });
  if (cron) await boss.schedule(queue, cron, {}, { tz: "UTC" });

  async function runOne({ id, data, signal, retryCount }: Job): Promise<JobResult> {
    try {
      await kind.run(data, AbortSignal.any([signal, stopping]));
      return { id, status: "completed" };
    } catch (err) {
      const job = { ...kind.describe?.(data), queue, attempt: retryCount + 1 };
      if (stopping.aborted) logger.info({ ...job, event: "job_left" }, "A job stops and runs again at the next start");
      else logger.warn({ ...job, err, event: "job_failed" }, "A job failed and is retried");
      return { id, status: "failed" };
    }
  }

  const options = { ...WORK, localConcurrency: workers };
  await boss.work<object, unknown, typeof options>(queue, options, (jobs) => Promise.all(jobs.map(runOne)));
  if (kind.atStart) await boss.send(queue, {});
}
