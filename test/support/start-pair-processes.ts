import { randomBytes } from "node:crypto";
import { createSandbox, type Sandbox, sandboxStripeKey, sandboxToken, seedIds } from "@moddy/sandbox";
import { createTestDatabase } from "./database.ts";
import { freePorts } from "./free-ports.ts";
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
  /** The process of a service. */
  pidOf(service: "bot" | "backend"): number | undefined;
  stop(service: "bot" | "backend"): Promise<void>;
  /** Starts a service anew, with its variables `changed`. */
  restart(service: "bot" | "backend", changed?: Variables): Promise<void>;
  close(): Promise<void>;
}

/** Starts sandbox, databases, backend and bot. */
export async function startPair(): Promise<Pair> {
  // What was opened is closed again where something after it fails.
  await using stack = new AsyncDisposableStack();
  const [bot = 0, botPublic = 0, backend = 0, backendPublic = 0] = await freePorts(4);
  const openDatabase = async () => stack.adopt(await createTestDatabase(), (database) => database.drop());
  const databases = { bot: await openDatabase(), backend: await openDatabase() };
  const webhooks = {
    webhookUrl: `http://127.0.0.1:${backendPublic}/webhooks/stripe`,
    webhookSecret: "whsec_c2FuZGJveA==",
  };
  const sandbox = stack.adopt(await createSandbox({ port: 0, stripe: webhooks }), (one) => one.close());
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
      STRIPE_WEBHOOK_SECRET: webhooks.webhookSecret,
      DATABASE_URL: databases.backend.url,
      BOT_INTERNAL_URL: `http://[::1]:${bot}`,
      INTERNAL_PORT: String(backend),
      PORT: String(backendPublic),
    },
  };
  const running: { bot?: RunningService; backend?: RunningService } = {};
  const starting: Promise<void>[] = [];
  stack.defer(async () => {
    await Promise.allSettled(starting);
    await Promise.all([running.bot?.stop(), running.backend?.stop()]);
  });
  const start = async (service: "bot" | "backend", changed: Variables = {}) => {
    running[service] = await startService(service, { ...environments[service], ...changed });
  };
  starting.push(start("bot"), start("backend"));
  await Promise.all(starting);
  const open = stack.move();
  return {
    sandbox,
    ...environments,
    ports: { bot, botPublic, backend, backendPublic },
    pidOf: (service) => running[service]?.pid,
    stop: async (service) => running[service]?.stop(),
    restart: async (service, changed) => {
      await running[service]?.stop();
      await start(service, changed);
    },
    close: () => open.disposeAsync(),
  };
}
