import type { BackendEnvironment } from "@moddy/runtime";
import { botOperations } from "@moddy/schemas";
import { openServiceDependencies, type ServiceOptions } from "@moddy/service";
import { createApplyAccount } from "./application/apply-account.ts";
import { createCheckoutTrust } from "./application/create-checkout-trust.ts";
import { createEntitlementDeliveries } from "./application/create-entitlement-deliveries.ts";
import { createMessageTimer } from "./application/create-message-timer.ts";
import { createReadiness } from "./application/create-readiness.ts";
import { createStripeQueue } from "./application/create-stripe-queue.ts";
import { createFirstImport } from "./application/first-import.ts";
import { loadPlans } from "./application/load-plans.ts";
import { recordGivenRolesOf } from "./application/record-given-roles.ts";
import { createRefreshEntitlement } from "./application/refresh-entitlement.ts";
import { createTellUser } from "./application/tell-user.ts";
import type { BackendStep } from "./features/steps.ts";
import { MIGRATION_LOCK_ID, migrations } from "./store/migrations.ts";
import type { BackendDatabase } from "./store/schema.ts";
import { createTransact } from "./store/transaction.ts";
import { createStripe } from "./stripe/create-stripe.ts";
import { createStripeKey } from "./stripe/read-key.ts";

/** What the backend is started with. */
export type BackendOptions = ServiceOptions<BackendEnvironment, BackendStep>;

/**
 * Opens what both services have, the plans, Stripe, and what several features share. `shutdown` closes all of it.
 * @throws {ConfigError} when the plans file cannot be used, and the driver's error when the database cannot be reached.
 */
export async function openDependencies(options: BackendOptions) {
  const { config, step = () => undefined } = options;
  const { plans, policy, isStrict } = await loadPlans(config);
  const base = await openServiceDependencies<BackendDatabase, typeof botOperations>(options, {
    service: "backend",
    database: { migrations, lockId: MIGRATION_LOCK_ID, poolSize: 20 },
    peer: { operations: botOperations, baseUrl: config.BOT_INTERNAL_URL },
    onReply: recordGivenRolesOf,
  });
  const { db, outbox, now, logger } = base;
  const readiness = createReadiness(base);
  const transact = createTransact(db);
  const deliveries = createEntitlementDeliveries(outbox, plans);
  const firstImport = createFirstImport();
  const stripe = createStripe({ apiKey: config.STRIPE_API_KEY, apiBase: config.STRIPE_API_BASE });
  const pausesMs = config.MESSAGE_PAUSES_SECONDS.map((seconds) => seconds * 1_000);
  const tellUser = createTellUser({ plans, deliveries, timer: createMessageTimer(outbox.boss), pausesMs });
  const refreshEntitlement = createRefreshEntitlement({
    plans,
    policy,
    deliveries,
    tellUser,
    firstImport,
    now,
    logger,
  });
  const stripeQueue = createStripeQueue({ transact, boss: outbox.boss, now, logger });
  return {
    ...base,
    config,
    step,
    plans,
    policy,
    isStrict,
    /** The client of Stripe's API. */
    stripe,
    stripeKey: createStripeKey(stripe, config.STRIPE_API_KEY),
    readiness,
    isHealthy: async () => (await readiness()).ready,
    transact,
    firstImport,
    refreshEntitlement,
    checkoutTrust: createCheckoutTrust(config),
    applyAccount: createApplyAccount({ refreshEntitlement, stripeQueue, now }),
    stripeQueue,
  };
}

/** What the backend works with. */
export type Dependencies = Awaited<ReturnType<typeof openDependencies>>;
