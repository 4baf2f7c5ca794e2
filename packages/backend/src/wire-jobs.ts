import type { PgBoss } from "pg-boss";
import type { RefreshEntitlement } from "./entitlement/refresh-entitlement.ts";
import type { createSweep } from "./features/sync/run-sweep.ts";
import { type JobKind, type JobSurroundings, startJobs } from "./jobs.ts";
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
const RESEND_QUEUE = "roles-resend";

const RECOVERY_QUEUE = "stripe-recovery";

/** Until Stripe is back, for a week at least; no more than five minutes apart. */
const UNTIL_DONE = { retryLimit: 2_100, retryDelay: 1, retryBackoff: true, retryDelayMax: 300 };
/** What comes round again by itself need not be forced. */
const NEXT_TIME = { retryLimit: 3, retryDelay: 5, retryBackoff: true, retryDelayMax: 60 };

/** One thing to do, which is a matter of seconds. */
const ONE = { retry: UNTIL_DONE, expireInSeconds: 120 };

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

/** Each process takes a minute of its own, so that those of many do not meet at Discord or Stripe at the full hour. */
function hourly(random: () => number): string {
  return `${Math.floor(random() * 60)} * * * *`;
}

/** What comes round by itself; a round may take an hour. */
function periodic(queue: string, cron: string, run: JobKind<object>["run"], retry = NEXT_TIME): JobKind<object> {
  return { queue, policy: "short", retry, expireInSeconds: 3_600, cron, run };
}

/** Starts all background work, and asks Stripe at once for what was missed while nobody was here. */
export async function wireJobs(boss: PgBoss, parts: JobParts, surroundings: JobSurroundings): Promise<void> {
  const { transact, refresh, random } = parts;
  const sweep: JobKind<object>["run"] = (_, signal) => parts.sweep({ dryRun: false, confirmRemovals: false, signal });
  const resend = ({ discord_id }: { discord_id: string }) =>
    transact((trx, afterCommit) => refresh(trx, afterCommit, discord_id, { resend: "everyone" }));

  const stripe = { ...ONE, queue: STRIPE_QUEUE, policy: "exclusive", workers: 4 } as const;
  await startJobs<StripeJob>(boss, { ...stripe, run: parts.processJob }, surroundings);
  await startJobs(boss, { ...ONE, queue: RESEND_QUEUE, policy: "short", workers: 2, run: resend }, surroundings);
  const rounds = [
    periodic("entitlement-recheck", "* * * * *", parts.recheckDue),
    periodic("forget", "41 3 * * *", parts.forget),
    periodic("roles-sweep", hourly(random), sweep),
    periodic(RECOVERY_QUEUE, hourly(random), (_, signal) => parts.recover(signal), UNTIL_DONE),
  ];
  for (const round of rounds) await startJobs(boss, round, surroundings);
  await boss.send(RECOVERY_QUEUE, {});
}
