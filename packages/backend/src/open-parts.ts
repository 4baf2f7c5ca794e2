import { createAlertWebhook, createInbox, createOutbox, type DeliveryStep } from "@moddy/delivery";
import { createInternalClient } from "@moddy/internal-api/client";
import {
  type BackendEnvironment,
  createAdvisoryLocks,
  ensureDatabase,
  migrateDatabase,
  openDatabase,
  type Shutdown,
} from "@moddy/runtime";
import { botOperations } from "@moddy/schemas";
import type { Logger } from "pino";
import { Registry } from "prom-client";
import type { BackendStep } from "./step.ts";
import { MIGRATION_LOCK_ID, migrations } from "./store/migrations.ts";
import type { BackendDatabase } from "./store/schema.ts";
import { createStripe } from "./stripe/create-stripe.ts";

const APPLICATION = "moddy-backend";
const POOL_SIZE = 20;

/** What the parts are opened with. */
export interface OpenOptions {
  readonly config: BackendEnvironment;
  readonly logger: Logger;
  /** Closes, in its order, everything that is opened here. */
  readonly shutdown: Shutdown;
  readonly now: () => number;
  readonly random: () => number;
  readonly step: (name: BackendStep | DeliveryStep) => Promise<void> | void;
}

async function openTables({ config, logger, shutdown }: OpenOptions) {
  const url = config.DATABASE_URL;
  await ensureDatabase(url, APPLICATION);
  const database = openDatabase<BackendDatabase>({ url, applicationName: APPLICATION, poolSize: POOL_SIZE, logger });
  shutdown.add("database", () => database.close());
  await migrateDatabase(database.db, { migrations, lockId: MIGRATION_LOCK_ID });
  const locks = createAdvisoryLocks({ url, applicationName: `${APPLICATION}-locks`, logger });
  shutdown.add("locks", () => locks.close());
  return { db: database.db, locks };
}

function openBot({ config, shutdown, now, random }: OpenOptions, metrics: Registry) {
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
  return bot;
}

function createSendAlert({ config, now }: OpenOptions) {
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret } = config;
  return url && secret ? createAlertWebhook({ url, secret, now }) : undefined;
}

/** Opens what the backend works with: the database, brought up to date, the queue, and the ways to the bot and Stripe. */
export async function openParts(options: OpenOptions) {
  const { config, logger, step, now, random } = options;
  const metrics = new Registry();
  const { db, locks } = await openTables(options);
  const bot = openBot(options, metrics);
  const sendAlert = createSendAlert(options);
  const outbox = createOutbox({
    db,
    databaseUrl: config.DATABASE_URL,
    client: bot,
    operations: botOperations,
    service: "backend",
    logger,
    metrics,
    now,
    random,
    step,
    alerts: sendAlert && { send: sendAlert },
  });
  const inbox = createInbox({ db, locks, step });
  const stripe = createStripe({ apiKey: config.STRIPE_API_KEY, apiBase: config.STRIPE_API_BASE });
  return { metrics, db, bot, outbox, inbox, stripe, sendAlert };
}

/** What the backend works with. */
export type Parts = Awaited<ReturnType<typeof openParts>>;
