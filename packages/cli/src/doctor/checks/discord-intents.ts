import type { Check } from "../check.ts";
import { judgeAnswer } from "../discord/ask-discord.ts";
import { application, bodyOf } from "../discord/wire.ts";
import { bad, ok, skipped } from "../finding.ts";

// GATEWAY_GUILD_MEMBERS and GATEWAY_GUILD_MEMBERS_LIMITED. Source: Discord, "Application Flags".
const MEMBERS_FLAGS = (1 << 14) | (1 << 15);

/** Whether the application may see the server's members. */
export const discordIntents: Check = {
  id: "discord_intents",
  title: "Discord intents",
  run: async ({ askDiscord }) => {
    const answer = await askDiscord("/applications/@me");
    const trouble = judgeAnswer(answer);
    if (trouble !== undefined) return trouble;
    const flags = bodyOf(answer, application)?.flags;
    if (flags === undefined) return skipped("Discord told no flags");
    if ((flags & MEMBERS_FLAGS) !== 0) return ok("Server Members is on");
    return bad(
      "discord_intent_missing",
      "Server Members is off",
      "Without it Discord ends the bot's session (4014), and nobody who joins gets their roles.",
      "Discord developer portal, Bot, Privileged Gateway Intents: switch Server Members Intent on, restart the bot.",
    );
  },
};
