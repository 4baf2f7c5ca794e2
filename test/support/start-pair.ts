import { startBackend } from "@moddy/backend";
import { startBot } from "@moddy/bot";
import { createInternalClient, type InternalClient } from "@moddy/internal-api/client";
import { backendEnvironment, botEnvironment, createLogger, createShutdown, loadConfig } from "@moddy/runtime";
import { createSandbox, type Sandbox, sandboxStripeKey, sandboxToken } from "@moddy/sandbox";
import { backendOperations, botOperations, type ServiceName } from "@moddy/schemas";
import type { RunningService } from "@moddy/service";
import type { Test } from "tap";
import { createTestDatabase } from "./database.ts";
import { freePorts } from "./free-ports.ts";
import { openServiceDatabases, type ServiceDatabases } from "./open-service-databases.ts";
import { pairEnvironment } from "./pair-environment.ts";
import { type Control, createControl } from "./sandbox-control.ts";
import { until } from "./until.ts";
import { watchLog } from "./watch-log.ts";

const SECRET = "pair-5d0e2c7b94f14a6c8e1fb3a9d7265c80";
const WEBHOOK_SECRET = "whsec_cGFpcnBhaXJwYWlycGFpcg==";
const STOP_MS = 20_000;

/** The real bot and the real backend in this process, beside a sandbox, on a database each; all ends with the test. */
export interface Pair {
  readonly sandbox: Sandbox;
  /** The sandbox's levers, and the only way by which Discord's state is read. */
  readonly control: Control;
  /** The backend that runs, or ran last. */
  readonly backend: RunningService;
  /** Calls the backend as the command line does. */
  readonly client: InternalClient<typeof backendOperations>;
  /** Calls the bot as the command line does. */
  readonly botClient: InternalClient<typeof botOperations>;
  /** The internal ports of both, and the secret that they share: for a service that takes the place of one of them. */
  readonly internal: { readonly ports: Readonly<Record<ServiceName, number>>; readonly secret: string };
  /** Beside the services. */
  readonly databases: ServiceDatabases;
  /** What both services have logged, oldest first. */
  readonly log: readonly Record<string, unknown>[];
  /** Moves everybody's clock, in milliseconds. */
  move(ms: number): void;
  /** A bot has its gateway session when this resolves. */
  start(service: ServiceName): Promise<void>;
  stop(service: ServiceName): Promise<void>;
  /** Waits until nothing is on its way any more between Stripe, the backend and the bot. */
  settle(withinMs?: number): Promise<void>;
}

export interface PairOptions {
  /** Whether the sandbox holds the bot to Discord's rate limits; false unless it is asked for. */
  readonly rateLimits?: boolean;
  /** The services that are started: both unless it is said. */
  readonly services?: readonly ServiceName[];
  /** Variables of the backend, beside those that a pair needs. */
  readonly backend?: Readonly<Record<string, string>>;
}

const BOTH: readonly ServiceName[] = ["bot", "backend"];

/** Starts the pair. */
export async function startPair(
  t: Test,
  { rateLimits = false, services = BOTH, backend: own = {} }: PairOptions = {},
): Promise<Pair> {
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
  const made = { bot: await createTestDatabase(), backend: await createTestDatabase() };
  t.teardown(() => Promise.all([made.bot.drop(), made.backend.drop()]));
  const log: Record<string, unknown>[] = [];
  const destination = {
    write(line: string) {
      watch(line);
      log.push(JSON.parse(line) as Record<string, unknown>);
    },
  };
  const environments = pairEnvironment({
    addresses: {
      backendToBot: `http://127.0.0.1:${botPort}`,
      botToBackend: `http://127.0.0.1:${backendPort}`,
      botToDiscord: sandbox.url,
      backendToStripe: sandbox.url,
      backendToDatabase: made.backend.url,
      botToDatabase: made.bot.url,
    },
    ports: { bot: botPort, botPublic: 0, backend: backendPort, backendPublic: publicPort },
    secret: SECRET,
    webhookSecret: WEBHOOK_SECRET,
    extra: { both: { INTERNAL_HOST: "127.0.0.1", HOST: "127.0.0.1" }, backend: own },
  });
  const stops: Partial<Record<ServiceName, () => Promise<void>>> = {};

  /** What both are started with. */
  function prepare(service: ServiceName) {
    const logger = createLogger({ service, level: "info", destination });
    const shutdown = createShutdown({ logger, timeoutMs: STOP_MS });
    stops[service] = () => shutdown.run("The test is over");
    return { logger, shutdown, now, random: Math.random, version: "0.0.0" };
  }

  async function startRealBackend(): Promise<RunningService> {
    const config = loadConfig(backendEnvironment, environments.backend);
    return startBackend({ ...prepare("backend"), config });
  }

  async function startRealBot(): Promise<void> {
    const config = loadConfig(botEnvironment, environments.bot);
    await startBot({ ...prepare("bot"), config });
    await until("the bot has a session", () =>
      sandbox.discord.gateway.sessions().some(({ transport }) => transport !== null),
    );
  }

  t.teardown(() => stops.backend?.());
  t.teardown(() => stops.bot?.());
  let backend = services.includes("backend") ? await startRealBackend() : undefined;
  if (services.includes("bot")) await startRealBot();
  const caller = { secret: SECRET, caller: "cli", now } as const;
  const baseUrls = { bot: `http://127.0.0.1:${botPort}`, backend: `http://127.0.0.1:${backendPort}` };
  const client = createInternalClient({ ...caller, operations: backendOperations, baseUrl: baseUrls.backend });
  const botClient = createInternalClient({ ...caller, operations: botOperations, baseUrl: baseUrls.bot });
  t.teardown(() => Promise.all([client.close(), botClient.close()]));
  const databases = openServiceDatabases(t, made, services);
  const isQuiet = async () => sandbox.stripe.webhooks.queue.size === 0 && (await databases.countWork()) === 0;
  return {
    sandbox,
    control: createControl(sandbox.url),
    get backend() {
      if (!backend) throw new Error("This pair has no backend of ours.");
      return backend;
    },
    client,
    botClient,
    internal: { ports: { bot: botPort, backend: backendPort }, secret: SECRET },
    databases,
    log,
    move: (ms) => {
      moved += ms;
    },
    async start(service) {
      if (service === "bot") await startRealBot();
      else backend = await startRealBackend();
    },
    stop: async (service) => stops[service]?.(),
    settle: async (withinMs = 60_000) => void (await until("nothing is on its way any more", isQuiet, { withinMs })),
  };
}
