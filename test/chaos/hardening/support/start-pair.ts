import { fileURLToPath } from "node:url";
import { createSandbox, type Sandbox, sandboxStripeKey, sandboxToken, seedIds } from "@moddy/sandbox";
import type { Test } from "tap";
import { PREVIOUS, SECRET } from "../../../../packages/internal-api/test/support/start-server.ts";
import { createTestDatabase } from "../../../support/database.ts";
import { freePorts } from "../../../support/free-ports.ts";
import { until } from "../../../support/until.ts";
import { type ServiceProcess, startService } from "./start-service.ts";

/** Both services as processes, beside a sandbox and a PostgreSQL; they log all they can. */
export interface HardenedPair {
  readonly bot: ServiceProcess;
  readonly backend: ServiceProcess;
  readonly sandbox: Sandbox;
  /** Everything that must stand in no log: the pair's secrets. */
  readonly secrets: readonly string[];
}

const PLANS = fileURLToPath(new URL("../../../../plans.json", import.meta.url));
const WEBHOOK_SECRET = "whsec_aGFyZGVuaW5naGFyZGVuaW5naGFyZGVuaW5n";
const ALERT_SECRET = "alert-secret-of-the-hardening-tests-0123456789";

/** Starts the pair; it ends with the test. */
export async function startPair(t: Test): Promise<HardenedPair> {
  const [botPort = 0, backendPort = 0, webhookPort = 0] = await freePorts(3);
  const sandbox = await createSandbox({
    port: 0,
    discord: { rateLimits: false },
    stripe: { webhookUrl: `http://127.0.0.1:${webhookPort}/webhooks/stripe`, webhookSecret: WEBHOOK_SECRET },
  });
  t.teardown(() => sandbox.close());
  const databases = { bot: await createTestDatabase(), backend: await createTestDatabase() };
  t.teardown(() => Promise.all([databases.bot.drop(), databases.backend.drop()]));
  const shared = {
    INTERNAL_API_SECRET: SECRET,
    INTERNAL_API_SECRET_PREVIOUS: PREVIOUS,
    INTERNAL_HOST: "::1",
    PLANS_FILE: PLANS,
    LOG_LEVEL: "trace",
    ALERT_WEBHOOK_URL: "http://127.0.0.1:9/alerts",
    ALERT_WEBHOOK_SECRET: ALERT_SECRET,
  };
  const [backend, bot] = await Promise.all([
    startService(t, "backend", {
      ...shared,
      DATABASE_URL: databases.backend.url,
      STRIPE_API_KEY: sandboxStripeKey,
      STRIPE_API_BASE: sandbox.url,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      BOT_INTERNAL_URL: `http://[::1]:${botPort}`,
      INTERNAL_PORT: String(backendPort),
      PORT: String(webhookPort),
    }),
    startService(t, "bot", {
      ...shared,
      DATABASE_URL: databases.bot.url,
      DISCORD_TOKEN: sandboxToken,
      DISCORD_API_BASE: `${sandbox.url}/api`,
      MODDY_GUILD_ID: seedIds.guild,
      MODDY_FALLBACK_CHANNEL_ID: seedIds.announcements,
      BACKEND_INTERNAL_URL: `http://[::1]:${backendPort}`,
      INTERNAL_PORT: String(botPort),
      PORT: "0",
    }),
  ]);
  await until("the bot is ready", async () => (await fetch(`${bot.publicUrl}/readyz`)).ok);
  const secrets = [SECRET, PREVIOUS, WEBHOOK_SECRET, ALERT_SECRET, sandboxStripeKey, sandboxToken];
  return { bot, backend, sandbox, secrets };
}
