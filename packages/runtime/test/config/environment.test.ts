import t from "tap";
import { backendEnvironment } from "../../src/config/backend-environment.ts";
import { botEnvironment } from "../../src/config/bot-environment.ts";
import { ConfigError, loadConfig } from "../../src/config/load-config.ts";

const secret = "k3Jx-9vQ2mZp7LrT1sYw8NbE5hUa4CdF";
const shared = { INTERNAL_API_SECRET: secret, DATABASE_URL: "postgres://u@db/moddy" };
const bot = { ...shared, DISCORD_TOKEN: "a.b.c", MODDY_GUILD_ID: "197038439483310086" };
const backend = { ...shared, STRIPE_API_KEY: "rk_live_x", STRIPE_WEBHOOK_SECRET: "whsec_x" };

function faultsOf(load: () => unknown): string[] {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(({ variable, problem }) => `${variable} ${problem}`);
    throw error;
  }
  return [];
}

t.test("the required variables are enough", async (t) => {
  t.match(loadConfig(botEnvironment, bot), { INTERNAL_PORT: 3000, PORT: 8080, INTERNAL_HOST: "::", HOST: "::" });
  t.match(loadConfig(backendEnvironment, backend), {
    INTERNAL_PORT: 8080,
    PORT: 8000,
    INTERNAL_API_SIGNATURES: "accept",
  });
});

t.test("one port for both servers is refused", async (t) => {
  t.strictSame(
    faultsOf(() => loadConfig(botEnvironment, { ...bot, PORT: "3000" })),
    ["PORT is the same as INTERNAL_PORT"],
  );
});

t.test("the alert webhook needs its address and its secret", async (t) => {
  const alert = { ALERT_WEBHOOK_URL: "https://alerts.test/hook?key=1", ALERT_WEBHOOK_SECRET: secret };
  t.match(loadConfig(backendEnvironment, { ...backend, ...alert }), alert);
  const { ALERT_WEBHOOK_URL } = alert;
  t.strictSame(
    faultsOf(() => loadConfig(backendEnvironment, { ...backend, ALERT_WEBHOOK_URL })),
    ["ALERT_WEBHOOK_SECRET is not set"],
  );
  t.strictSame(
    faultsOf(() => loadConfig(botEnvironment, { ...bot, ...alert, ALERT_WEBHOOK_URL: "http://alerts.test/hook" })),
    ["ALERT_WEBHOOK_URL is not the address of a webhook"],
  );
});
