import { type JobKind, UNTIL_DONE } from "@moddy/service";
import type { PgBoss } from "pg-boss";
import type { Dependencies } from "../../dependencies.ts";

/** pg-boss's queue of users whose roles are sent again. */
const RESEND_QUEUE = "roles-resend";

/** A job of the queue. */
interface ResendJob {
  readonly discord_id: string;
  /** Whether no role is taken. */
  readonly adds_only?: boolean;
}

/** Has the roles of these users sent again, spread over time. */
export type ResendRoles = (discordIds: readonly string[], options: { addsOnly: boolean }) => Promise<void>;

/** How many users' roles are sent again in a second: few, so that purchases need not wait. */
const RESENT_PER_SECOND = 10;

/** Makes the sender. */
export function createResendRoles(boss: Pick<PgBoss, "insert">): ResendRoles {
  return async (discordIds, { addsOnly }) => {
    const jobs = discordIds.map((discord_id, index) => ({
      data: { discord_id, adds_only: addsOnly } satisfies ResendJob,
      singletonKey: discord_id,
      startAfter: Math.floor(index / RESENT_PER_SECOND),
    }));
    if (jobs.length > 0) await boss.insert(RESEND_QUEUE, jobs);
  };
}

/** The dependencies that a job of the queue uses. */
export type ResendNeeds = "transact" | "refreshEntitlement";

/** The jobs of the queue. */
export function createResendJob({ transact, refreshEntitlement }: Pick<Dependencies, ResendNeeds>): JobKind<ResendJob> {
  return {
    queue: RESEND_QUEUE,
    policy: "short",
    retry: UNTIL_DONE,
    expireInSeconds: 120,
    workers: 2,
    run: ({ discord_id, adds_only: addsOnly = false }) =>
      transact((trx, afterCommit) =>
        refreshEntitlement(trx, afterCommit, discord_id, { resend: "everyone", addsOnly }),
      ),
  };
}
