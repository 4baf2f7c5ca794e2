import { z } from "zod";
import type { SandboxOptions } from "./app.ts";

const id = z.string().regex(/^\d{17,20}$/, "a Discord id has 17 to 20 digits");

const environment = z.object({
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  SANDBOX_HOST: z.string().min(1).default("127.0.0.1"),
  DISCORD_TOKEN: z.string().min(1).optional(),
  MODDY_GUILD_ID: id.optional(),
  MODDY_PREMIUM_ROLE_ID: id.optional(),
  STRIPE_API_KEY: z.string().min(1).optional(),
  STRIPE_WEBHOOK_SECRET: z.string().min(1).optional(),
  STRIPE_WEBHOOK_URL: z.url().optional(),
});

/** Parses the environment variables. Throws one error that names every invalid variable and shows no value. */
export function readEnvironment(variables: NodeJS.ProcessEnv): SandboxOptions {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const parsed = environment.safeParse(set);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`The sandbox cannot start with this environment:\n${lines.join("\n")}`);
  }
  const env = parsed.data;
  return {
    host: env.SANDBOX_HOST,
    port: env.SANDBOX_PORT,
    discord: { token: env.DISCORD_TOKEN, guildId: env.MODDY_GUILD_ID, premiumRoleId: env.MODDY_PREMIUM_ROLE_ID },
    stripe: {
      apiKey: env.STRIPE_API_KEY,
      webhookSecret: env.STRIPE_WEBHOOK_SECRET,
      webhookUrl: env.STRIPE_WEBHOOK_URL,
    },
  };
}
