import { z } from "zod";
import { refuseHalfAlert, refuseOnePort, sharedEnvironment } from "./shared-environment.ts";
import { portVariable, snowflakeVariable, textVariable, urlVariable } from "./variables.ts";

/** The bot's environment variables; `moddy doctor` checks the same ones. */
export const botEnvironment = z
  .object({
    ...sharedEnvironment,
    DISCORD_TOKEN: textVariable,
    DISCORD_API_BASE: urlVariable.default("https://discord.com/api"),
    MODDY_GUILD_ID: snowflakeVariable,
    MODDY_PREMIUM_ROLE_ID: snowflakeVariable.optional(),
    MODDY_FALLBACK_CHANNEL_ID: snowflakeVariable.optional(),
    PLANS_FILE: textVariable.optional(),
    BACKEND_INTERNAL_URL: urlVariable.default("http://website-backend.railway.internal:8080"),
    INTERNAL_PORT: portVariable.default(3000),
    PORT: portVariable.default(8080),
  })
  .superRefine(refuseOnePort)
  .superRefine(refuseHalfAlert);

/** What the bot reads from its environment. */
export type BotEnvironment = z.infer<typeof botEnvironment>;
