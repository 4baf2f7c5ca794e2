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

/** The bot's environment variables. `moddy doctor` checks them with the same schema. */
export const botEnvironment = z
  .object({
    ...sharedEnvironment,
    DISCORD_TOKEN: explain(textVariable, {
      section: "Discord",
      description:
        "The bot's token. The bot needs the intents and permissions that `npx moddy invite` prints, and a role above all " +
        "roles that it manages.",
      source: "https://discord.com/developers/applications, your application, Bot, Reset Token.",
    }),
    DISCORD_API_BASE: explain(urlVariable.default("https://discord.com/api"), {
      section: "Discord",
      description: "The address of Discord's API. Change it only for a proxy or the sandbox.",
    }),
    MODDY_GUILD_ID: explain(snowflakeVariable, {
      section: "Discord",
      description: "The id of the server (guild) whose roles the bot manages: 17 to 20 digits.",
      source:
        "In Discord turn on User Settings, Advanced, Developer Mode. Then right-click the server, Copy Server ID.",
    }),
    MODDY_PREMIUM_ROLE_ID: explain(snowflakeVariable.optional(), {
      section: "Discord",
      description: "The role that every paid plan gives, for a bot without PLANS_FILE. The bot needs one of the two.",
      source: "In Discord: Server Settings, Roles, right-click the role, Copy Role ID.",
    }),
    MODDY_FALLBACK_CHANNEL_ID: explain(snowflakeVariable.optional(), {
      section: "Discord",
      description:
        "The id of a channel in which the bot mentions users who do not accept its direct messages. Without it these " +
        "users get no message.",
      source: "In Discord: right-click the channel, Copy Channel ID.",
    }),
    PLANS_FILE: explain(textVariable.optional(), PLANS_FILE_EXPLANATION),
    BACKEND_INTERNAL_URL: explain(urlVariable.default("http://website-backend.railway.internal:8080"), {
      section: "Between the two services",
      description: "The address of the backend's internal API. Use plain HTTP only in a private network.",
    }),
    ...portVariables({ internal: 3000, public: 8080 }),
  })
  .superRefine(refuseOnePort)
  .superRefine(refuseHalfAlert);

/** What the bot reads from its environment. */
export type BotEnvironment = z.infer<typeof botEnvironment>;
