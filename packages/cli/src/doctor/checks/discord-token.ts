import type { Check } from "../check.ts";
import { judgeAnswer } from "../discord/ask-discord.ts";
import { ok } from "../finding.ts";

/** Whether Discord knows the bot's token. */
export const discordToken: Check = {
  id: "discord_token",
  title: "Discord token",
  run: async ({ askDiscord }) => judgeAnswer(await askDiscord("/users/@me")) ?? ok("Discord knows the bot"),
};
