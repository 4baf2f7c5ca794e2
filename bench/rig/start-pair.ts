import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { join } from "node:path";
import { sandboxStripeKey, sandboxToken, seedIds } from "@moddy/sandbox";
import { root } from "../../packages/launcher/src/root.ts";
import type { Database } from "./start-database.ts";
import { startProcess } from "./start-process.ts";

/** The real backend and the real bot beside the sandbox, each a process of its own. */
export interface Pair extends AsyncDisposable {
  readonly sandboxUrl: string;
  readonly webhookUrl: string;
  readonly webhookSecret: string;
  readonly botUrl: string;
  readonly secret: string;
  /** Steers the sandbox (docs/sandbox.md). */
  readonly control: <T = unknown>(method: string, path: string, body?: unknown) => Promise<T>;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => Number(Object(server.address()).port));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function createControl(sandboxUrl: string): Pair["control"] {
  return async <T>(method: string, path: string, body?: unknown) => {
    const response = await fetch(`${sandboxUrl}/_sandbox${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json().catch(() => undefined)) as T;
  };
}

/** Starts the pair as `npm start` does, with logs at the usual level; resolves when both are ready. */
export async function startPair(database: Database): Promise<Pair> {
  await using stack = new AsyncDisposableStack();
  const { folder } = database;
  const [backendUrl, botUrl] = [await database.create("moddy_bench_backend"), await database.create("moddy_bench_bot")];
  const [sandbox, backend, backendPublic, bot, botPublic] = (await freePorts(5)).map(
    (port) => `http://127.0.0.1:${port}`,
  ) as [string, string, string, string, string];
  const portOf = (url: string): string => new URL(url).port;
  const secret = randomBytes(32).toString("base64url");
  const webhookSecret = `whsec_${randomBytes(24).toString("hex")}`;
  const webhookUrl = `${backendPublic}/webhooks/stripe`;
  const start = async (name: "sandbox" | "backend" | "bot", readyUrl: string, env: Record<string, string>) =>
    stack.use(await startProcess({ name, env, folder, readyUrl }));

  await start("sandbox", `${sandbox}/_sandbox/health`, {
    SANDBOX_PORT: portOf(sandbox),
    DISCORD_TOKEN: sandboxToken,
    STRIPE_API_KEY: sandboxStripeKey,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    STRIPE_WEBHOOK_URL: webhookUrl,
  });
  const shared = {
    INTERNAL_API_SECRET: secret,
    INTERNAL_HOST: "127.0.0.1",
    PLANS_FILE: join(root, "plans.json"),
  };
  await Promise.all([
    start("backend", `${backendPublic}/readyz`, {
      ...shared,
      DATABASE_URL: backendUrl,
      STRIPE_API_KEY: sandboxStripeKey,
      STRIPE_API_BASE: sandbox,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      BOT_INTERNAL_URL: bot,
      INTERNAL_PORT: portOf(backend),
      PORT: portOf(backendPublic),
    }),
    start("bot", `${botPublic}/readyz`, {
      ...shared,
      DATABASE_URL: botUrl,
      DISCORD_TOKEN: sandboxToken,
      DISCORD_API_BASE: `${sandbox}/api`,
      MODDY_GUILD_ID: seedIds.guild,
      BACKEND_INTERNAL_URL: backend,
      INTERNAL_PORT: portOf(bot),
      PORT: portOf(botPublic),
    }),
  ]);
  const owned = stack.move();
  return {
    sandboxUrl: sandbox,
    webhookUrl,
    webhookSecret,
    botUrl: bot,
    secret,
    control: createControl(sandbox),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
