import type { PgBoss } from "pg-boss";
import type { Logger } from "pino";
import type { RefreshEntitlement } from "./entitlement/refresh-entitlement.ts";
import type { createSweep } from "./features/sync/run-sweep.ts";
import { type JobKind, startJobs } from "./jobs.ts";
import type { Transact } from "./store/transaction.ts";
import { STRIPE_QUEUE, type StripeJob } from "./stripe-queue.ts";

/** What the background work is made of. */
export interface JobParts {
  readonly processJob: (job: StripeJob) => Promise<void>;
  readonly recheckDue: () => Promise<unknown>;
  readonly recover: (signal: AbortSignal) => Promise<unknown>;
  readonly sweep: ReturnType<typeof createSweep>;
  readonly forget: () => Promise<void>;
  readonly transact: Transact;
  readonly refresh: RefreshEntitlement;
  readonly random: () => number;
}

/** The queue of users whose roles are sent again by a sweep. */
export const RESEND_QUEUE = "roles-resend";

const RECOVERY_QUEUE = "stripe-recovery";

/** Until Stripe is back, for a week at least; no more than five minutes apart. */
const UNTIL_DONE = { retryLimit: 2_100, retryDelay: 1, retryBackoff: true, retryDelayMax: 300 };
/** What comes round again by itself need not be forced. */
const NEXT_TIME = { retryLimit: 3, retryDelay: 5, retryBackoff: true, retryDelayMax: 60 };

/** How many users' roles are sent again in a second, so that a sweep leaves room for purchases. */
const RESENT_PER_SECOND = 10;

/** Has roles sent again, spread over time. */
export async function resendRoles(boss: PgBoss, discordIds: readonly string[]): Promise<void> {
  const jobs = discordIds.map((discord_id, index) => ({
    data: { discord_id },
    singletonKey: discord_id,
    startAfter: Math.floor(index / RESENT_PER_SECOND),
  }));
  if (jobs.length > 0) await boss.insert(RESEND_QUEUE, jobs);
}

function periodic(queue: string, cron: string, run: JobKind<object>["run"]): JobKind<object> {
  return { queue, policy: "short", retry: NEXT_TIME, cron, run };
}

/** Starts all background work, and asks Stripe at once for what was missed while nobody was here. */
export async function wireJobs(boss: PgBoss, parts: JobParts, logger: Logger): Promise<void> {
  const { transact, refresh } = parts;
  const sweepNow = (signal: AbortSignal) => parts.sweep({ dryRun: false, confirmRemovals: false, signal });
  const resend = ({ discord_id }: { discord_id: string }) =>
    transact((trx, afterCommit) => refresh(trx, afterCommit, discord_id, { resend: "everyone" }));

  const stripe = { queue: STRIPE_QUEUE, policy: "exclusive", retry: UNTIL_DONE, parallel: 8 } as const;
  await startJobs<StripeJob>(boss, { ...stripe, run: parts.processJob }, logger);
  await startJobs(boss, { queue: RESEND_QUEUE, policy: "short", retry: UNTIL_DONE, parallel: 2, run: resend }, logger);
  await startJobs(boss, periodic("entitlement-recheck", "* * * * *", parts.recheckDue), logger);
  await startJobs(boss, periodic("forget", "41 3 * * *", parts.forget), logger);
  await startJobs(
    boss,
    periodic(RECOVERY_QUEUE, "17 4 * * *", (_, signal) => parts.recover(signal)),
    logger,
  );
  // Each process takes a minute of its own, so that the sweeps of many do not meet at Discord at the full hour.
  const hourly = `${Math.floor(parts.random() * 60)} * * * *`;
  await startJobs(
    boss,
    periodic("roles-sweep", hourly, (_, signal) => sweepNow(signal)),
    logger,
  );
  await boss.send(RECOVERY_QUEUE, {});
}
