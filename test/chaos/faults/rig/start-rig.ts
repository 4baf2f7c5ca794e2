import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createSandbox, type Sandbox, sandboxStripeKey, sandboxToken, seedIds } from "@moddy/sandbox";
import { canReach, findServerUser } from "../../../../packages/launcher/src/postgres/server-user.ts";
import { freePorts } from "../../../support/free-ports.ts";
import type { Random } from "../random.ts";
import { type Line, openLine } from "./open-line.ts";
import { type Cluster, startPostgresCluster } from "./start-postgres-cluster.ts";
import { type Service, startService } from "./start-service.ts";

/** The lines between the parts, each of which can be broken. */
export interface Lines {
  readonly backendToBot: Line;
  readonly botToBackend: Line;
  readonly botToDiscord: Line;
  readonly backendToStripe: Line;
  readonly stripeToBackend: Line;
  readonly backendToDatabase: Line;
  readonly botToDatabase: Line;
}

/** The pair as real processes, with everything around it and everything in between. */
export interface Rig {
  readonly sandbox: Sandbox;
  readonly cluster: Cluster;
  readonly backend: Service;
  readonly bot: Service;
  readonly lines: Lines;
  readonly secret: string;
  /** The backend's own internal address, past every broken line. */
  readonly backendUrl: string;
  /** Moves the clock of Discord and Stripe, in milliseconds. */
  moveClock(ms: number): void;
  /** Where the logs are. */
  readonly folder: string;
  close(options?: { keepLogs?: boolean }): Promise<void>;
}

export interface RigOptions {
  readonly random: Random;
  /** Whether the sandbox holds the bot to Discord's own rate limits. */
  readonly rateLimits: boolean;
  readonly env?: Readonly<Partial<Record<"backend" | "bot", Readonly<Record<string, string>>>>>;
}

/** Where those are mentioned who take no direct messages. */
export const FALLBACK_CHANNEL: string = seedIds.announcements;

const PLANS = fileURLToPath(new URL("../../../../plans.json", import.meta.url));
const WEBHOOK_SECRET = "whsec_ZmF1bHRzZmF1bHRzZmF1bHRzZmF1bHRz";
/** What the services ask of PostgreSQL's keepalives: silent for 5 s, then three probes 3 s apart. */
const KEEPALIVE_MS = 14_000;

/** Starts the whole rig; both services are ready when it resolves. */
export async function startRig(options: RigOptions): Promise<Rig> {
  await using stack = new AsyncDisposableStack();
  const folder = makeFolder();
  // A run that is broken off leaves nothing behind.
  const forget = (): void => rmSync(folder, { recursive: true, force: true });
  process.once("exit", forget);
  const compiled = join(folder, "compiled");
  let moved = 0;
  const [bot = 0, botPublic = 0, backend = 0, backendPublic = 0] = await freePorts(4);
  const open = async (...args: Parameters<typeof openLine>) =>
    stack.adopt(await openLine(...args), (line) => line.close());
  const stripeToBackend = await open({ port: backendPublic });
  const sandbox = await createSandbox({
    port: 0,
    now: () => Date.now() + moved,
    random: () => options.random.next(),
    discord: { rateLimits: options.rateLimits },
    stripe: { webhookUrl: `http://127.0.0.1:${stripeToBackend.port}/webhooks/stripe`, webhookSecret: WEBHOOK_SECRET },
  });
  stack.defer(() => sandbox.close());
  const cluster = await startPostgresCluster(folder, ["moddy_backend", "moddy_bot"]);
  stack.defer(() => cluster.close());
  const toSandbox = { port: Number(new URL(sandbox.url).port) };
  const toDatabase = [{ path: cluster.socket }, { keepaliveMs: KEEPALIVE_MS }] as const;
  const lines: Lines = {
    stripeToBackend,
    backendToBot: await open({ port: bot }),
    botToBackend: await open({ port: backend }),
    botToDiscord: await open(toSandbox),
    backendToStripe: await open(toSandbox),
    backendToDatabase: await open(...toDatabase),
    botToDatabase: await open(...toDatabase),
  };
  const secret = randomBytes(32).toString("base64url");
  const shared = {
    PATH: process.env["PATH"] ?? "",
    INTERNAL_API_SECRET: secret,
    INTERNAL_HOST: "127.0.0.1",
    PLANS_FILE: PLANS,
    LOG_LEVEL: "info",
    NODE_COMPILE_CACHE: compiled,
  };
  const start = (name: "backend" | "bot", env: Record<string, string>): Service => {
    const logFile = join(folder, `${name}.log`);
    const all = { ...shared, ...env, ...options.env?.[name] };
    const service = startService({ name, env: all, logFile });
    stack.defer(() => service.stop());
    return service;
  };
  const services = {
    backend: start("backend", {
      STRIPE_API_KEY: sandboxStripeKey,
      STRIPE_API_BASE: `http://127.0.0.1:${lines.backendToStripe.port}`,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      DATABASE_URL: `postgres://postgres@127.0.0.1:${lines.backendToDatabase.port}/moddy_backend`,
      BOT_INTERNAL_URL: `http://127.0.0.1:${lines.backendToBot.port}`,
      INTERNAL_PORT: String(backend),
      PORT: String(backendPublic),
    }),
    bot: start("bot", {
      DISCORD_TOKEN: sandboxToken,
      DISCORD_API_BASE: `http://127.0.0.1:${lines.botToDiscord.port}/api`,
      MODDY_GUILD_ID: seedIds.guild,
      MODDY_FALLBACK_CHANNEL_ID: FALLBACK_CHANNEL,
      DATABASE_URL: `postgres://postgres@127.0.0.1:${lines.botToDatabase.port}/moddy_bot`,
      BACKEND_INTERNAL_URL: `http://127.0.0.1:${lines.botToBackend.port}`,
      INTERNAL_PORT: String(bot),
      PORT: String(botPublic),
    }),
  };
  await Promise.all([services.backend.ready(), services.bot.ready()]);
  const owned = stack.move();
  return {
    sandbox,
    cluster,
    ...services,
    lines,
    secret,
    backendUrl: `http://127.0.0.1:${backend}`,
    moveClock(ms) {
      moved += ms;
    },
    folder,
    async close({ keepLogs = false } = {}) {
      await owned.disposeAsync();
      process.off("exit", forget);
      rmSync(compiled, { recursive: true, force: true });
      if (!keepLogs) forget();
    },
  };
}

/** PostgreSQL runs as another user, who has to get at its folder. */
function makeFolder(): string {
  const user = findServerUser();
  const parent = ["/var/tmp", tmpdir()].find((path) => canReach(user, "-x", path)) ?? tmpdir();
  const folder = mkdtempSync(join(parent, "moddy-faults-"));
  chmodSync(folder, 0o711);
  return folder;
}
