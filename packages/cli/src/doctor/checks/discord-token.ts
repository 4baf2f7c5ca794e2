import type { Check } from "../check.ts";
import { checkDiscordAnswer } from "../discord/get-from-discord.ts";
import { ok } from "../finding.ts";

/** Whether Discord accepts the bot's token. */
export const discordToken: Check = {
  id: "discord_token",
  title: "Discord token",
  run: async ({ getFromDiscord }) =>
    checkDiscordAnswer(await getFromDiscord("/users/@me")) ?? ok("Discord accepts the token"),
};
