import type { Check } from "../check.ts";
import { checkDiscordAnswer } from "../discord/get-from-discord.ts";
import { application, bodyOf } from "../discord/responses.ts";
import { bad, ok, skipped } from "../finding.ts";

// GATEWAY_GUILD_MEMBERS and GATEWAY_GUILD_MEMBERS_LIMITED. Source: Discord, "Application Flags".
const MEMBERS_FLAGS = (1 << 14) | (1 << 15);

/** Whether the application has the Server Members Intent. */
export const discordIntents: Check = {
  id: "discord_intents",
  title: "Discord intents",
  run: async ({ getFromDiscord }) => {
    const answer = await getFromDiscord("/applications/@me");
    const problem = checkDiscordAnswer(answer);
    if (problem !== undefined) return problem;
    const flags = bodyOf(answer, application)?.flags;
    if (flags === undefined) return skipped("Discord's answer has no flags");
    if ((flags & MEMBERS_FLAGS) !== 0) return ok("Server Members Intent is on");
    return bad(
      "discord_intent_missing",
      "Server Members Intent is off",
      "Without it Discord ends the bot's session (4014), and nobody who joins gets their roles.",
      "Discord developer portal, Bot, Privileged Gateway Intents: switch Server Members Intent on, then restart the bot.",
    );
  },
};
