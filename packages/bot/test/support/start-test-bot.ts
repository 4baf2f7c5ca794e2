import { join } from "node:path";
import { type BotOptions, startBot } from "@moddy/bot";
import { createInternalClient, type InternalClient } from "@moddy/internal-api/client";
import { botEnvironment, createLogger, createShutdown, loadConfig } from "@moddy/runtime";
import { seedIds } from "@moddy/sandbox";
import { botOperations, type PlanCatalogue } from "@moddy/schemas";
import type { Test } from "tap";
import { until } from "../../../../test/support/until.ts";
import { watchLog } from "../../../../test/support/watch-log.ts";
import { createBotDatabase } from "./bot-database.ts";
import { catalogue } from "./catalogue.ts";
import type { DiscordControl } from "./sandbox-control.ts";

export const SECRET = "test-7f1c9a0be24d4e6f8a35b2d917c6e0f4";
const NOBODY = "http://127.0.0.1:1";

/** A bot of this process, called over real HTTP. */
export interface TestBot {
  readonly client: InternalClient<typeof botOperations>;
  readonly internalUrl: string;
  readonly publicUrl: string;
  readonly databaseUrl: string;
  readonly log: Record<string, unknown>[];
  /** What `/readyz` says. */
  isReady(): Promise<boolean>;
  /** What `/internal/health` says. */
  readonly isHealthy: () => Promise<boolean>;
  stop(): Promise<void>;
}

export interface TestBotOptions {
  readonly discord: DiscordControl;
  readonly env?: Record<string, string>;
  /** The catalogue in PLANS_FILE; null: there is none, and the premium role is the only one. */
  readonly plans?: PlanCatalogue | null;
  /** Another bot's database, to stand beside it. */
  readonly databaseUrl?: string;
  readonly now?: () => number;
  readonly step?: BotOptions["step"];
  /** False: does not wait until the bot is ready. */
  readonly waitForReady?: boolean;
}

/** Starts a bot and ends it with the test. */
export async function startTestBot(t: Test, options: TestBotOptions): Promise<TestBot> {
  const watch = watchLog(t, [SECRET, options.discord.sandbox.discord.token]);
  const databaseUrl = options.databaseUrl ?? (await createBotDatabase(t));
  const log: Record<string, unknown>[] = [];
  const logger = createLogger({
    service: "bot",
    level: "debug",
    destination: {
      write(line) {
        watch(line);
        log.push(JSON.parse(line) as Record<string, unknown>);
      },
    },
  });
  const shutdown = createShutdown({ logger, timeoutMs: 20_000 });
  const stop = (): Promise<void> => shutdown.run("The test is over");
  t.teardown(stop);
  const { plans = catalogue } = options;
  const folder = t.testdir({ "plans.json": JSON.stringify(plans) });
  const config = loadConfig(botEnvironment, {
    DISCORD_TOKEN: options.discord.sandbox.discord.token,
    DISCORD_API_BASE: `${options.discord.sandbox.url}/api`,
    MODDY_GUILD_ID: seedIds.guild,
    MODDY_PREMIUM_ROLE_ID: seedIds.premiumRole,
    DATABASE_URL: databaseUrl,
    BACKEND_INTERNAL_URL: NOBODY,
    INTERNAL_API_SECRET: SECRET,
    INTERNAL_HOST: "127.0.0.1",
    INTERNAL_PORT: "0",
    PORT: "0",
    ...(plans && { PLANS_FILE: join(folder, "plans.json") }),
    ...options.env,
  });
  const bot = await startBot({
    config,
    logger,
    shutdown,
    version: "1.2.3",
    ...(options.now && { now: options.now }),
    ...(options.step && { step: options.step }),
    gatewaySchedule: { firstRetryMs: 50, maxRetryMs: 200, problemRetryMs: 100, publishMs: 100 },
  });
  const internalUrl = `http://127.0.0.1:${bot.internalPort}`;
  const publicUrl = `http://127.0.0.1:${bot.publicPort}`;
  const client = createInternalClient({
    operations: botOperations,
    baseUrl: internalUrl,
    secret: SECRET,
    caller: "backend",
    ...(options.now && { now: options.now }),
  });
  t.teardown(() => client.close());
  const isReady = async (): Promise<boolean> => (await fetch(`${publicUrl}/readyz`)).ok;
  const isHealthy = async (): Promise<boolean> => (await client.call("health", undefined)).status === "healthy";
  if (options.waitForReady !== false) await until("the bot is ready", isReady);
  return { client, internalUrl, publicUrl, databaseUrl, log, isReady, isHealthy, stop };
}
