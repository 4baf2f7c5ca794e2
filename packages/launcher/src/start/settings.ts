import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { root } from "../root.ts";

export interface Settings {
  /** What the environment and .env say, without the variables that are set to nothing. */
  env: Readonly<Record<string, string>>;
  secret: string;
  /** Which sides the sandbox replaces, because their token is not set. */
  sandbox: { discord: boolean; stripe: boolean };
  discordToken: string;
  stripeKey: string;
  webhookSecret: string;
  guildId: string;
  plansFile: string;
}

/** The guild and the bot that the sandbox starts with (docs/sandbox.md). */
const seeded = { guild: "1100000000000000001", bot: "1100000000000000002" };

/** Reads what to run: the real Discord or Stripe if its token is set, otherwise the sandbox. */
export function readSettings(variables: NodeJS.ProcessEnv): Settings {
  const env = Object.fromEntries(Object.entries(variables).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  const sandbox = { discord: !env["DISCORD_TOKEN"], stripe: !env["STRIPE_API_KEY"] };
  return {
    env,
    secret: env["INTERNAL_API_SECRET"] ?? makeSecret(),
    sandbox,
    discordToken: env["DISCORD_TOKEN"] ?? `${Buffer.from(seeded.bot).toString("base64url")}.local.${makeSecret()}`,
    stripeKey: env["STRIPE_API_KEY"] ?? ["sk", "test", randomBytes(24).toString("hex")].join("_"),
    webhookSecret: env["STRIPE_WEBHOOK_SECRET"] ?? (sandbox.stripe ? `whsec_${randomBytes(24).toString("hex")}` : ""),
    guildId: env["MODDY_GUILD_ID"] ?? (sandbox.discord ? seeded.guild : ""),
    plansFile: env["PLANS_FILE"] ?? join(root, "plans.json"),
  };
}

function makeSecret(): string {
  return randomBytes(32).toString("base64url");
}
