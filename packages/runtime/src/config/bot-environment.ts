import { z } from "zod";
import { explain } from "./explain.ts";
import {
  PLANS_FILE_EXPLANATION,
  portVariables,
  refuseHalfAlert,
  refuseOnePort,
  sharedEnvironment,
} from "./shared-environment.ts";
import { snowflakeVariable, textVariable, urlVariable } from "./variables.ts";

/** The bot's environment variables; `moddy doctor` checks the same ones. */
export const botEnvironment = z
  .object({
    ...sharedEnvironment,
    DISCORD_TOKEN: explain(textVariable, {
      section: "Discord",
      description:
        "The bot's token. The bot needs the Server Members Intent, the permission Manage Roles, and a role of its own " +
        "above those that it gives.",
      source: "https://discord.com/developers/applications, your application, Bot, Reset Token.",
    }),
    DISCORD_API_BASE: explain(urlVariable.default("https://discord.com/api"), {
      section: "Discord",
      description: "Where Discord's API is; another one than Discord's own only for a proxy or the sandbox.",
    }),
    MODDY_GUILD_ID: explain(snowflakeVariable, {
      section: "Discord",
      description: "The id of the server (guild) in which roles are given: 17 to 20 digits.",
      source: "In Discord switch on User Settings, Advanced, Developer Mode; right-click the server, Copy Server ID.",
    }),
    MODDY_PREMIUM_ROLE_ID: explain(snowflakeVariable.optional(), {
      section: "Discord",
      description:
        "The one role that every paid plan gives: the least catalogue, for a bot without PLANS_FILE. One of the two is needed.",
      source: "In Discord: Server Settings, Roles, right-click the role, Copy Role ID.",
    }),
    MODDY_FALLBACK_CHANNEL_ID: explain(snowflakeVariable.optional(), {
      section: "Discord",
      description:
        "A channel in which a user is told, by a mention, what could not be sent to them as a direct message. Without it " +
        "they are not told.",
      source: "In Discord: right-click the channel, Copy Channel ID.",
    }),
    PLANS_FILE: explain(textVariable.optional(), PLANS_FILE_EXPLANATION),
    BACKEND_INTERNAL_URL: explain(urlVariable.default("http://website-backend.railway.internal:8080"), {
      section: "Between the two services",
      description: "Where the backend's internal API is. Plain HTTP is for a private network.",
    }),
    ...portVariables({ internal: 3000, public: 8080 }),
  })
  .superRefine(refuseOnePort)
  .superRefine(refuseHalfAlert);

/** What the bot reads from its environment. */
export type BotEnvironment = z.infer<typeof botEnvironment>;
