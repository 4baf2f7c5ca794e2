import {
  databaseUrlVariable,
  hostVariable,
  logLevelVariable,
  portVariable,
  secretVariable,
  snowflakeVariable,
  textVariable,
  urlVariable,
} from "@moddy/runtime";
import { z } from "zod";

/** Every environment variable that the bot reads. */
export const configSchema = z
  .object({
    DISCORD_TOKEN: textVariable,
    DISCORD_API_BASE: urlVariable.default("https://discord.com/api"),
    MODDY_GUILD_ID: snowflakeVariable,
    MODDY_PREMIUM_ROLE_ID: snowflakeVariable.optional(),
    MODDY_FALLBACK_CHANNEL_ID: snowflakeVariable.optional(),
    PLANS_FILE: textVariable.optional(),
    DATABASE_URL: databaseUrlVariable,
    BACKEND_INTERNAL_URL: urlVariable.default("http://website-backend.railway.internal:8080"),
    INTERNAL_API_SECRET: secretVariable,
    INTERNAL_API_SECRET_PREVIOUS: secretVariable.optional(),
    INTERNAL_API_SIGNATURES: z.enum(["off", "accept", "required"]).default("accept"),
    INTERNAL_HOST: hostVariable.default("::"),
    INTERNAL_PORT: portVariable.default(3000),
    PORT: portVariable.default(8080),
    LOG_LEVEL: logLevelVariable.default("info"),
  })
  .superRefine((config, context) => {
    if (config.PLANS_FILE ?? config.MODDY_PREMIUM_ROLE_ID) return;
    context.addIssue({
      code: "custom",
      path: ["MODDY_PREMIUM_ROLE_ID"],
      message: "is not set, nor is PLANS_FILE",
      params: {
        fix: "set PLANS_FILE to the plan catalogue, or MODDY_PREMIUM_ROLE_ID to the role that every plan gives",
      },
    });
  });

/** The bot's configuration. */
export type Config = z.infer<typeof configSchema>;
