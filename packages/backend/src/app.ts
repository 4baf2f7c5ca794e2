import { createInbox, createOutbox, type DeliveryStep } from "@moddy/delivery";
import { createInternalClient } from "@moddy/internal-api/client";
import { createInternalServer } from "@moddy/internal-api/server";
import {
  type BackendEnvironment,
  createAdvisoryLocks,
  createPublicServer,
  ensureDatabase,
  listen,
  migrateDatabase,
  openDatabase,
  type Shutdown,
} from "@moddy/runtime";
import { backendOperations, botOperations } from "@moddy/schemas";
import type { Logger } from "pino";
import { Registry } from "prom-client";
import type { PlanRules } from "./entitlement/load-plans.ts";
import { mountStripeWebhook } from "./features/stripe-webhook/route.ts";
import { measureBackend } from "./measure-backend.ts";
import type { BackendStep } from "./step.ts";
import { MIGRATION_LOCK_ID, migrations } from "./store/migrations.ts";
import type { BackendDatabase } from "./store/schema.ts";
import { createStripe } from "./stripe/create-stripe.ts";
import { wireCore } from "./wire-core.ts";
import { wireHandlers } from "./wire-handlers.ts";
import { wireJobs } from "./wire-jobs.ts";

const APPLICATION = "moddy-backend";

/** What a backend is made of. */
export interface BackendOptions {
  readonly config: BackendEnvironment;
  readonly rules: PlanRules;
  readonly logger: Logger;
  /** Closes, in its order, everything that is opened here. */
  readonly shutdown: Shutdown;
  readonly version: string;
  /** Milliseconds since 1970; the system's clock unless it is given. */
  readonly now?: () => number;
  /** From 0 up to but not 1. */
  readonly random: () => number;
  /** Called at each step of the backend and of its deliveries. */
  readonly step?: (name: BackendStep | DeliveryStep) => Promise<void> | void;
}

/** A running backend. */
export interface Backend {
  readonly internalPort: number;
  readonly publicPort: number;
  /** Works out again what changes by the passing of time alone, as it is done every minute. @returns how many. */
  recheckDue(): Promise<number>;
  /** Asks Stripe for events that never arrived, as it is done daily. */
  recover(): Promise<{ taken: number; left: number }>;
}

/**
 * Starts the backend: brings the database up to date, starts the queue, then opens both ports.
 * @throws when the database cannot be reached or a port is taken; what was opened by then is in `shutdown`.
 */
export async function startBackend(options: BackendOptions): Promise<Backend> {
  const { config, logger, shutdown, random, version } = options;
  const now = options.now ?? Date.now;
  const step = options.step ?? (() => undefined);
  const metrics = new Registry();
  const url = config.DATABASE_URL;

  await ensureDatabase(url, APPLICATION);
  const database = openDatabase<BackendDatabase>({ url, applicationName: APPLICATION, poolSize: 20, logger });
  shutdown.add("database", () => database.close());
  const { db } = database;
  await migrateDatabase(db, { migrations, lockId: MIGRATION_LOCK_ID });
  const locks = createAdvisoryLocks({ url, applicationName: `${APPLICATION}-locks`, logger });
  shutdown.add("locks", () => locks.close());

  const bot = createInternalClient({
    operations: botOperations,
    baseUrl: config.BOT_INTERNAL_URL,
    secret: config.INTERNAL_API_SECRET,
    previousSecret: config.INTERNAL_API_SECRET_PREVIOUS,
    caller: "backend",
    metrics,
    now,
    random,
  });
  shutdown.add("bot client", () => bot.close());
  const outbox = createOutbox({
    db,
    databaseUrl: url,
    client: bot,
    operations: botOperations,
    service: "backend",
    logger,
    metrics,
    now,
    random,
    step,
  });
  const inbox = createInbox({ db, locks, step });
  const stripe = createStripe({ apiKey: config.STRIPE_API_KEY, apiBase: config.STRIPE_API_BASE });

  const core = wireCore({ ...options, db, outbox, bot, stripe, inbox, now, step });
  const ready = async () => {
    const queue = (await outbox.health().catch(() => ({ ready: false }))).ready;
    return { ready: queue && !shutdown.signal.aborted, checks: { database: queue, running: !shutdown.signal.aborted } };
  };
  const publicServer = createPublicServer({ logger, ready });
  const secrets = config.STRIPE_WEBHOOK_SECRET.split(",").map((secret) => secret.trim());
  mountStripeWebhook(publicServer, { stripe, secrets, takeEvent: core.takeEvent, step, now });
  const internalServer = createInternalServer({
    service: "backend",
    version,
    operations: backendOperations,
    handlers: wireHandlers({ ...options, ...core, db, outbox, bot, stripe, ready, now, step }),
    secrets: { current: config.INTERNAL_API_SECRET, previous: config.INTERNAL_API_SECRET_PREVIOUS },
    signatures: config.INTERNAL_API_SIGNATURES,
    idempotency: inbox,
    logger,
    metrics,
    now,
  });
  measureBackend(metrics, db);

  await outbox.start();
  shutdown.add("outbox", () => outbox.stop());
  await wireJobs(outbox.boss, { ...core, random }, logger);
  shutdown.add("public server", () => publicServer.close());
  shutdown.add("internal server", () => internalServer.close());
  const [internal, open] = await Promise.all([
    listen(internalServer, { host: config.INTERNAL_HOST, port: config.INTERNAL_PORT }),
    listen(publicServer, { host: config.INTERNAL_HOST, port: config.PORT }),
  ]);
  const urls = { internal_url: urlOf(internal), public_url: urlOf(open) };
  logger.info({ event: "service_ready", service: "backend", ...urls }, "The backend's servers listen");
  return {
    internalPort: internal.port,
    publicPort: open.port,
    recheckDue: core.recheckDue,
    recover: () => core.recover(shutdown.signal),
  };
}

function urlOf({ address, port, family }: { address: string; port: number; family: "IPv4" | "IPv6" }): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
