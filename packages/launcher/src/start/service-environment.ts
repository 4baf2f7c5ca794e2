import type { Ports } from "./choose-ports.ts";
import type { Databases } from "./open-databases.ts";
import type { Settings } from "./settings.ts";

export type ServiceName = "sandbox" | "backend" | "bot";

/** How the processes reach each other. */
export interface Addresses {
  botInternal: string;
  botPublic: string;
  backendInternal: string;
  backendPublic: string;
  sandbox: string;
}

/** `host` is an address of this machine, such as `127.0.0.1` or `[::1]`. */
export function addressesOf(ports: Ports, host: string): Addresses {
  return {
    botInternal: `http://${host}:${ports.botInternal}`,
    botPublic: `http://${host}:${ports.botPublic}`,
    backendInternal: `http://${host}:${ports.backendInternal}`,
    backendPublic: `http://${host}:${ports.backendPublic}`,
    sandbox: `http://127.0.0.1:${ports.sandbox}`,
  };
}

/** Each process's environment. The user's own one gives only what both services read alike; PORT, say, differs. */
export function environmentFor(
  service: ServiceName,
  {
    settings,
    ports,
    databases,
  }: {
    settings: Settings;
    ports: Ports;
    databases: Pick<Databases, "backendUrl" | "botUrl">;
  },
): Record<string, string> {
  const { env } = settings;
  const loopback = addressesOf(ports, "127.0.0.1");
  const shared = { ...env, INTERNAL_API_SECRET: settings.secret, PLANS_FILE: settings.plansFile };
  switch (service) {
    case "sandbox":
      return {
        ...machineOnly(env),
        SANDBOX_PORT: String(ports.sandbox),
        MODDY_GUILD_ID: settings.guildId,
        STRIPE_WEBHOOK_SECRET: settings.webhookSecret,
        ...(settings.sandbox.discord && { DISCORD_TOKEN: settings.discordToken }),
        ...(settings.sandbox.stripe && {
          STRIPE_API_KEY: settings.stripeKey,
          STRIPE_WEBHOOK_URL: `${loopback.backendPublic}/webhooks/stripe`,
        }),
      };
    case "backend":
      return {
        ...shared,
        DATABASE_URL: databases.backendUrl,
        INTERNAL_PORT: String(ports.backendInternal),
        PORT: String(ports.backendPublic),
        BOT_INTERNAL_URL: env["BOT_INTERNAL_URL"] ?? loopback.botInternal,
        STRIPE_API_KEY: settings.stripeKey,
        STRIPE_WEBHOOK_SECRET: settings.webhookSecret,
        ...(settings.sandbox.stripe && { STRIPE_API_BASE: loopback.sandbox }),
      };
    case "bot":
      return {
        ...shared,
        DATABASE_URL: databases.botUrl,
        INTERNAL_PORT: String(ports.botInternal),
        PORT: String(ports.botPublic),
        BACKEND_INTERNAL_URL: env["BACKEND_INTERNAL_URL"] ?? loopback.backendInternal,
        DISCORD_TOKEN: settings.discordToken,
        MODDY_GUILD_ID: settings.guildId,
        ...(settings.sandbox.discord && { DISCORD_API_BASE: `${loopback.sandbox}/api` }),
      };
  }
}

/** The part of the environment that any program needs, without tokens: the sandbox plays the outside world. */
function machineOnly(env: Readonly<Record<string, string>>): Record<string, string> {
  const names = ["PATH", "HOME", "TMPDIR", "TZ", "LANG", "SYSTEMROOT", "NODE_EXTRA_CA_CERTS", "NO_COLOR"];
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}
