import { createLogger, openDatabase } from "@moddy/runtime";
import { createSandbox, type Sandbox, sandboxStripeKey } from "@moddy/sandbox";
import type { Kysely } from "kysely";
import type { Test } from "tap";
import { createTestDatabase } from "../../../../test/support/database.ts";
import { until } from "../../../../test/support/until.ts";
import type { BackendDatabase } from "../../src/store/schema.ts";
import { countWork } from "./count-work.ts";
import { SECRET } from "./secret.ts";
import { type StandInBot, startStandInBot } from "./start-stand-in-bot.ts";

export const WEBHOOK_SECRET = "whsec_test00000000000000000000000000";
const PLANS = new URL("../../../../plans.json", import.meta.url).pathname;
const NOBODY = "http://127.0.0.1:9/";
const DAY_MS = 86_400_000;

/** Everything around a backend, all on loopback; it ends with the test. */
export interface TestEnvironment {
  readonly bot: StandInBot;
  readonly sandbox: Sandbox;
  /** The backend's database, over a connection of the test's own; it has no tables before a backend was started. */
  readonly db: Kysely<BackendDatabase>;
  /** What a backend is started with. */
  readonly env: Readonly<Record<string, string>>;
  readonly now: () => number;
  /** Calls the sandbox's control of Stripe. */
  control<T = Record<string, never>>(path: string, body?: unknown): Promise<T>;
  /** Points the sandbox's Stripe at a backend. */
  pointWebhooks(publicUrl: string): Promise<void>;
  /** Moves everyone's clock. */
  move(days: number): void;
  /** Waits until all of Stripe's events are sent and processed, and all deliveries have ended. */
  settle(): Promise<void>;
}

async function callControl<T>(url: string, body: unknown): Promise<T> {
  const headers = { "content-type": "application/json" };
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body), headers };
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return JSON.parse(text) as T;
}

async function pointWebhooks({ url, stripe }: Sandbox, publicUrl: string): Promise<void> {
  const response = await fetch(`${url}/v1/webhook_endpoints/${stripe.endpoints.all()[0]?.id}`, {
    method: "POST",
    headers: { authorization: `Bearer ${sandboxStripeKey}`, "content-type": "application/x-www-form-urlencoded" },
    body: `url=${encodeURIComponent(`${publicUrl}/webhooks/stripe`)}`,
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
}

/** Makes a database, and starts the sandbox and a stand-in for the bot. */
export async function startTestEnvironment(t: Test): Promise<TestEnvironment> {
  const database = await createTestDatabase();
  t.teardown(() => database.drop());
  let movedDays = 0;
  const now = () => Date.now() + movedDays * DAY_MS;
  const stripe = { webhookUrl: NOBODY, webhookSecret: WEBHOOK_SECRET };
  const sandbox = await createSandbox({ port: 0, now, stripe });
  t.teardown(() => sandbox.close());
  const bot = await startStandInBot(t, now);
  const logger = createLogger({ service: "backend", level: "silent" });
  const opened = openDatabase<BackendDatabase>({ url: database.url, applicationName: "test", logger });
  t.teardown(() => opened.close());
  const { db } = opened;
  const isSettled = async () => sandbox.stripe.webhooks.queue.size === 0 && (await countWork(db)) === 0;
  return {
    bot,
    sandbox,
    db,
    env: {
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
      // Each change is told by itself, unless a test is about the pauses.
      MESSAGE_PAUSES_SECONDS: "0",
    },
    now,
    control: (path, body) => callControl(`${sandbox.url}/_sandbox/stripe${path}`, body),
    pointWebhooks: (publicUrl) => pointWebhooks(sandbox, publicUrl),
    move: (days) => {
      movedDays += days;
    },
    settle: async () => void (await until("everything is settled", isSettled)),
  };
}
