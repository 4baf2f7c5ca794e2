import { type Backend, loadPlans, startBackend } from "@moddy/backend";
import { type Bot, readPlans, startBot } from "@moddy/bot";
import { createInternalClient, type InternalClient } from "@moddy/internal-api/client";
import { backendEnvironment, botEnvironment, createLogger, createShutdown, loadConfig } from "@moddy/runtime";
import { createSandbox, type Sandbox, sandboxStripeKey, sandboxToken, seedIds } from "@moddy/sandbox";
import { backendOperations } from "@moddy/schemas";
import type { Test } from "tap";
import { freePorts } from "../../doctor/support/free-port.ts";
import { type Control, createControl } from "../../faults/rig/control.ts";
import { until } from "../../faults/until.ts";
import { createTestDatabase } from "../../support/database.ts";
import { watchLog } from "../../support/watch-log.ts";
import { openTruth, type Truth } from "./open-truth.ts";

const SECRET = "pair-5d0e2c7b94f14a6c8e1fb3a9d7265c80";
const WEBHOOK_SECRET = "whsec_cGFpcnBhaXJwYWlycGFpcg==";
const PLANS = new URL("../../../plans.json", import.meta.url).pathname;
const STOP_MS = 20_000;

/** The real bot and the real backend in this process, beside a sandbox, on a database each; all ends with the test. */
export interface Pair {
  readonly sandbox: Sandbox;
  /** The sandbox's levers, and the only way by which Discord's state is read. */
  readonly control: Control;
  readonly backend: Backend;
  /** Calls the backend as the command line does. */
  readonly client: InternalClient<typeof backendOperations>;
  /** Beside the services. */
  readonly truth: Truth;
  readonly publicUrl: string;
  /** What both services have logged, oldest first. */
  readonly log: readonly Record<string, unknown>[];
  /** Moves everybody's clock, in milliseconds. */
  move(ms: number): void;
  startBot(): Promise<void>;
  stopBot(): Promise<void>;
  /** Waits until nothing is on its way any more between Stripe, the backend and the bot. */
  settle(withinMs?: number): Promise<void>;
}

export interface PairOptions {
  /** Whether the sandbox holds the bot to Discord's rate limits; false unless it is asked for. */
  readonly rateLimits?: boolean;
}

/** Starts the pair; the bot has its gateway session when this resolves. */
export async function startPair(t: Test, { rateLimits = false }: PairOptions = {}): Promise<Pair> {
  const watch = watchLog(t, [SECRET, WEBHOOK_SECRET, sandboxStripeKey, sandboxToken]);
  let moved = 0;
  const now = () => Date.now() + moved;
  const [botPort = 0, backendPort = 0, publicPort = 0] = await freePorts(3);
  const sandbox = await createSandbox({
    port: 0,
    now,
    discord: { rateLimits, gateway: { identifySpacingMs: 0 } },
    stripe: { webhookUrl: `http://127.0.0.1:${publicPort}/webhooks/stripe`, webhookSecret: WEBHOOK_SECRET },
  });
  t.teardown(() => sandbox.close());
  const databases = { bot: await createTestDatabase(), backend: await createTestDatabase() };
  t.teardown(() => Promise.all([databases.bot.drop(), databases.backend.drop()]));
  const log: Record<string, unknown>[] = [];
  const destination = {
    write(line: string) {
      watch(line);
      log.push(JSON.parse(line) as Record<string, unknown>);
    },
  };
  const shared = { now, random: Math.random, version: "0.0.0" };
  const env = { INTERNAL_API_SECRET: SECRET, INTERNAL_HOST: "127.0.0.1", HOST: "127.0.0.1", PLANS_FILE: PLANS };

  async function startRealBackend() {
    const logger = createLogger({ service: "backend", level: "info", destination });
    const shutdown = createShutdown({ logger, timeoutMs: STOP_MS });
    t.teardown(() => shutdown.run("The test is over"));
    const config = loadConfig(backendEnvironment, {
      ...env,
      DATABASE_URL: databases.backend.url,
      STRIPE_API_KEY: sandboxStripeKey,
      STRIPE_API_BASE: sandbox.url,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      BOT_INTERNAL_URL: `http://127.0.0.1:${botPort}`,
      INTERNAL_PORT: String(backendPort),
      PORT: String(publicPort),
    });
    return startBackend({ ...shared, config, rules: await loadPlans(PLANS), logger, shutdown });
  }

  let stopRunningBot: () => Promise<void> = async () => undefined;
  async function startRealBot(): Promise<Bot> {
    const logger = createLogger({ service: "bot", level: "info", destination });
    const shutdown = createShutdown({ logger, timeoutMs: STOP_MS });
    stopRunningBot = () => shutdown.run("The test is over");
    const config = loadConfig(botEnvironment, {
      ...env,
      DATABASE_URL: databases.bot.url,
      DISCORD_TOKEN: sandboxToken,
      DISCORD_API_BASE: `${sandbox.url}/api`,
      MODDY_GUILD_ID: seedIds.guild,
      BACKEND_INTERNAL_URL: `http://127.0.0.1:${backendPort}`,
      INTERNAL_PORT: String(botPort),
      PORT: "0",
    });
    return startBot({ ...shared, config, plans: await readPlans({ file: PLANS }), logger, shutdown });
  }
  const hasSession = () => sandbox.discord.gateway.sessions().some(({ link }) => link !== null);

  const backend = await startRealBackend();
  const client = createInternalClient({
    operations: backendOperations,
    baseUrl: `http://127.0.0.1:${backendPort}`,
    secret: SECRET,
    caller: "cli",
    now,
  });
  t.teardown(() => client.close());
  t.teardown(() => stopRunningBot());
  const pair: Pair = {
    sandbox,
    control: createControl(sandbox.url),
    backend,
    client,
    truth: openTruth(t, databases),
    publicUrl: `http://127.0.0.1:${publicPort}`,
    log,
    move: (ms) => {
      moved += ms;
    },
    async startBot() {
      await startRealBot();
      await until(hasSession, "the bot has its gateway session");
    },
    stopBot: () => stopRunningBot(),
    settle: (withinMs = 60_000) =>
      until(() => isQuiet(pair), "nothing is on its way any more", { withinMs, everyMs: 20 }),
  };
  await pair.startBot();
  return pair;
}

async function isQuiet({ sandbox, truth }: Pair): Promise<boolean> {
  return sandbox.stripe.webhooks.queue.size === 0 && (await truth.countWork()) === 0;
}
