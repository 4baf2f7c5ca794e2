import { randomUUID } from "node:crypto";
import type { AlertOptions, Inbox, Outbox } from "@moddy/delivery";
import type { InternalClient } from "@moddy/internal-api/client";
import type { BackendEnvironment } from "@moddy/runtime";
import type { botOperations } from "@moddy/schemas";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { Stripe } from "stripe";
import { createApplyAccount } from "./account/apply-account.ts";
import { createDeliveries } from "./deliveries.ts";
import type { PlanRules } from "./entitlement/load-plans.ts";
import { createRecheckDue } from "./entitlement/recheck-due.ts";
import { createRefreshEntitlement } from "./entitlement/refresh-entitlement.ts";
import { createRecovery } from "./features/recovery/recover-events.ts";
import { createProcessJob } from "./features/stripe-events/process-job.ts";
import { createSweep } from "./features/sync/run-sweep.ts";
import type { Step } from "./step.ts";
import { forgetOld } from "./store/forget-old.ts";
import type { BackendDatabase } from "./store/schema.ts";
import { createTransact } from "./store/transaction.ts";
import { createTakeEvent, keyOf, STRIPE_QUEUE, type StripeJob } from "./stripe-queue.ts";
import { resendRoles } from "./wire-jobs.ts";

/** What the core is made of. */
export interface CoreParts {
  readonly config: Pick<BackendEnvironment, "RECONCILE_MAX_REMOVAL_SHARE">;
  readonly rules: PlanRules;
  readonly db: Kysely<BackendDatabase>;
  readonly outbox: Outbox<typeof botOperations>;
  readonly inbox: Inbox;
  readonly bot: InternalClient<typeof botOperations>;
  readonly stripe: Stripe;
  /** Left out where nobody is to be told. */
  readonly sendAlert: AlertOptions["send"] | undefined;
  readonly logger: Logger;
  readonly now: () => number;
  readonly step: Step;
}

const DAY_MS = 86_400_000;
const INBOX_DAYS = 30;
const EVENT_DAYS = 90;

/** Puts together what works without being called: events in, entitlements, sweeps. */
export function wireCore(parts: CoreParts) {
  const { db, outbox, stripe, rules, now, step, logger } = parts;
  const { boss } = outbox;
  const transact = createTransact(db);
  const refresh = createRefreshEntitlement({ rules, deliveries: createDeliveries(outbox), now, logger });
  const applyAccount = createApplyAccount({ refresh, now });
  const takeEvent = createTakeEvent({ transact, boss, logger, now });
  return {
    transact,
    refresh,
    applyAccount,
    takeEvent,
    processJob: createProcessJob({ db, transact, stripe, applyAccount, step, now, logger }),
    recheckDue: createRecheckDue({ db, transact, refresh, now }),
    recover: createRecovery({
      db,
      stripe,
      takeEvent,
      sendJob: async (job) => void (await boss.send(STRIPE_QUEUE, job, { singletonKey: keyOf(job) })),
      now,
      logger,
    }),
    /** A key of its own: a reading that is under way may have begun too early to see what is to be seen. */
    readAgain: async (job: StripeJob) => void (await boss.send(STRIPE_QUEUE, job, { singletonKey: randomUUID() })),
    sweep: createSweep({
      db,
      bot: parts.bot,
      rules,
      now,
      maxRemovalShare: parts.config.RECONCILE_MAX_REMOVAL_SHARE,
      resend: (discordIds) => resendRoles(boss, discordIds),
      alert: async (reconcile_requires_confirmation) =>
        parts.sendAlert?.({
          service: "backend",
          dead: [],
          oldest_pending_seconds: null,
          reconcile_requires_confirmation,
        }),
      step,
      logger,
    }),
    forget: async () => {
      await parts.inbox.purge(INBOX_DAYS);
      await forgetOld(db, new Date(now() - EVENT_DAYS * DAY_MS));
    },
  };
}

/** What works without being called. */
export type Core = ReturnType<typeof wireCore>;
