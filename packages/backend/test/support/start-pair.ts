import { createInternalClient, type InternalClient } from "@moddy/internal-api/client";
import { backendEnvironment, createLogger, createShutdown, loadConfig, openDatabase } from "@moddy/runtime";
import { createSandbox, type Sandbox, sandboxStripeKey } from "@moddy/sandbox";
import { backendOperations } from "@moddy/schemas";
import type { Kysely } from "kysely";
import type { Test } from "tap";
import { createTestDatabase } from "../../../../test/support/database.ts";
import { type Backend, type BackendOptions, loadPlans, startBackend } from "../../src/index.ts";
import type { BackendDatabase } from "../../src/store/schema.ts";
import { SECRET } from "./secret.ts";
import { type StandInBot, startStandInBot } from "./start-stand-in-bot.ts";

export const WEBHOOK_SECRET = "whsec_test00000000000000000000000000";
const PLANS = new URL("../../../../plans.json", import.meta.url).pathname;
const DAY_MS = 86_400_000;

/** A backend with everything around it, all on loopback; it ends with the test. */
export interface Pair {
  readonly backend: Backend;
  readonly client: InternalClient<typeof backendOperations>;
  readonly bot: StandInBot;
  readonly sandbox: Sandbox;
  readonly db: Kysely<BackendDatabase>;
  readonly publicUrl: string;
  readonly log: Record<string, unknown>[];
  /** Calls the sandbox's control of Stripe. */
  control<T = Record<string, never>>(path: string, body?: unknown): Promise<T>;
  /** Moves everyone's clock. */
  move(days: number): void;
  /** Waits until all of Stripe's events have been handed over and processed, and all deliveries have ended. */
  settle(): Promise<void>;
  /** Ends the backend and starts another one on the same database. */
  restart(options?: PairOptions): Promise<void>;
}

/** What a test may have otherwise. */
export interface PairOptions {
  readonly env?: Record<string, string>;
  readonly step?: BackendOptions["step"];
  /** How far the backend's clock alone is ahead. */
  readonly clockOffsetMs?: number;
}

/** Polls a condition until it holds, for at most `ms`. */
export async function until(condition: () => boolean | Promise<boolean>, what: string, ms = 20_000): Promise<void> {
  for (const end = Date.now() + ms; ; ) {
    if (await condition()) return;
    if (Date.now() > end) throw new Error(`it did not come to pass in ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function callControl<T>(url: string, body: unknown): Promise<T> {
  const headers = { "content-type": "application/json" };
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body), headers };
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return JSON.parse(text) as T;
}

/** Points the sandbox's Stripe at a backend. */
async function pointWebhooks(sandbox: Sandbox, publicUrl: string): Promise<void> {
  for (const { id } of sandbox.stripe.endpoints.all()) sandbox.stripe.endpoints.remove(id);
  const response = await fetch(`${sandbox.url}/v1/webhook_endpoints`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${sandboxStripeKey}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: `url=${encodeURIComponent(`${publicUrl}/webhooks/stripe`)}&enabled_events[0]=*`,
  });
  const { id } = (await response.json()) as { id: string };
  await callControl(`${sandbox.url}/_sandbox/stripe/webhooks/endpoints/${id}`, {
    secret: WEBHOOK_SECRET,
    drop_old_secrets: true,
  });
}

/** Starts PostgreSQL's database, the sandbox, a stand-in for the bot and the real backend. */
export async function startPair(t: Test, options: PairOptions = {}): Promise<Pair> {
  const database = await createTestDatabase();
  t.teardown(() => database.drop());
  let movedDays = 0;
  const now = () => Date.now() + movedDays * DAY_MS;
  const sandbox = await createSandbox({ port: 0, now });
  t.teardown(() => sandbox.close());
  const bot = await startStandInBot(t, now);
  const log: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void log.push(JSON.parse(line) as Record<string, unknown>) };
  const logger = createLogger({ service: "backend", level: "debug", destination });

  async function start({ env = {}, step, clockOffsetMs = 0 }: PairOptions) {
    const config = loadConfig(backendEnvironment, {
      DATABASE_URL: database.url,
      INTERNAL_API_SECRET: SECRET,
      STRIPE_API_KEY: sandboxStripeKey,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      STRIPE_API_BASE: sandbox.url,
      BOT_INTERNAL_URL: bot.url,
      INTERNAL_HOST: "127.0.0.1",
      INTERNAL_PORT: "0",
      PORT: "0",
      PLANS_FILE: PLANS,
      ...env,
    });
    const rules = await loadPlans(config.PLANS_FILE, config.GRACE_DAYS);
    const shutdown = createShutdown({ logger, timeoutMs: 20_000 });
    const parts = {
      config,
      rules,
      logger,
      shutdown,
      version: "0.0.0",
      now: () => now() + clockOffsetMs,
      random: Math.random,
    };
    const backend = await startBackend({ ...parts, ...(step && { step }) });
    const publicUrl = `http://127.0.0.1:${backend.publicPort}`;
    await pointWebhooks(sandbox, publicUrl);
    const baseUrl = `http://127.0.0.1:${backend.internalPort}`;
    const client = createInternalClient({ operations: backendOperations, baseUrl, secret: SECRET, caller: "cli", now });
    return { backend, client, publicUrl, stop: () => client.close().then(() => shutdown.run("the test ends")) };
  }

  let running = await start(options);
  t.teardown(() => running.stop());
  const opened = openDatabase<BackendDatabase>({ url: database.url, applicationName: "test", logger });
  t.teardown(() => opened.close());
  const { db } = opened;

  const control: Pair["control"] = (path, body) => callControl(`${sandbox.url}/_sandbox/stripe${path}`, body);

  async function isSettled(): Promise<boolean> {
    if ((await control<{ pending: number }>("/webhooks")).pending > 0) return false;
    const waiting = await db
      .selectFrom("stripe_events")
      .select("id")
      .where("processed_at", "is", null)
      .limit(1)
      .execute();
    if (waiting.length > 0) return false;
    const { deliveries } = await running.client.call("deliveriesList", { state: "pending", limit: 1 });
    return deliveries.length === 0;
  }

  return {
    get backend() {
      return running.backend;
    },
    get client() {
      return running.client;
    },
    get publicUrl() {
      return running.publicUrl;
    },
    bot,
    sandbox,
    db,
    log,
    control,
    move: (days) => {
      movedDays += days;
    },
    settle: () => until(isSettled, "everything is settled"),
    restart: async (changed = options) => {
      await running.stop();
      running = await start(changed);
    },
  };
}
