import { randomBytes } from "node:crypto";
import { createSandbox, type Sandbox, sandboxStripeKey, sandboxToken, seedIds } from "@moddy/sandbox";
import { createTestDatabase } from "../../support/database.ts";
import { freePorts } from "./free-port.ts";
import { ROOT, type Variables } from "./spawn-node.ts";
import { type RunningService, startService } from "./start-service.ts";

/** The pair as real processes, against a sandbox and a database each. */
export interface Pair {
  readonly sandbox: Sandbox;
  readonly bot: Readonly<Record<string, string>>;
  readonly backend: Readonly<Record<string, string>>;
  readonly ports: {
    readonly bot: number;
    readonly botPublic: number;
    readonly backend: number;
    readonly backendPublic: number;
  };
  readonly running: { bot: RunningService; backend: RunningService };
  restart(service: "bot" | "backend"): Promise<void>;
  close(): Promise<void>;
}

/** Starts sandbox, databases, backend and bot; `overrides` change what single processes are started with. */
export async function startPair(overrides: { bot?: Variables; backend?: Variables } = {}): Promise<Pair> {
  const [bot = 0, botPublic = 0, backend = 0, backendPublic = 0] = await freePorts(4);
  const sandbox = await createSandbox({
    port: 0,
    stripe: { webhookUrl: `http://127.0.0.1:${backendPublic}/webhooks/stripe`, webhookSecret: "whsec_c2FuZGJveA==" },
  });
  const databases = { bot: await createTestDatabase(), backend: await createTestDatabase() };
  const shared = {
    INTERNAL_API_SECRET: randomBytes(32).toString("base64url"),
    PLANS_FILE: `${ROOT}plans.json`,
    LOG_LEVEL: "info",
  };
  const environments = {
    bot: {
      ...shared,
      DISCORD_TOKEN: sandboxToken,
      DISCORD_API_BASE: `${sandbox.url}/api`,
      MODDY_GUILD_ID: seedIds.guild,
      MODDY_PREMIUM_ROLE_ID: seedIds.premiumRole,
      DATABASE_URL: databases.bot.url,
      BACKEND_INTERNAL_URL: `http://[::1]:${backend}`,
      INTERNAL_PORT: String(bot),
      PORT: String(botPublic),
    },
    backend: {
      ...shared,
      STRIPE_API_KEY: sandboxStripeKey,
      STRIPE_API_BASE: sandbox.url,
      STRIPE_WEBHOOK_SECRET: "whsec_c2FuZGJveA==",
      DATABASE_URL: databases.backend.url,
      BOT_INTERNAL_URL: `http://[::1]:${bot}`,
      INTERNAL_PORT: String(backend),
      PORT: String(backendPublic),
    },
  };
  const [runningBot, runningBackend] = await Promise.all([
    startService("bot", { ...environments.bot, ...overrides.bot }),
    startService("backend", { ...environments.backend, ...overrides.backend }),
  ]);
  const running = { bot: runningBot, backend: runningBackend };
  const close = async () => {
    await Promise.all([running.bot.stop(), running.backend.stop()]);
    await sandbox.close();
    await Promise.all([databases.bot.drop(), databases.backend.drop()]);
  };
  const restart = async (service: "bot" | "backend") => {
    await running[service].stop();
    running[service] = await startService(service, environments[service]);
  };
  return { sandbox, restart, ...environments, ports: { bot, botPublic, backend, backendPublic }, running, close };
}
