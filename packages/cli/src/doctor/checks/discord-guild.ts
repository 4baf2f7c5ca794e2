import type { Check } from "../check.ts";
import { judgeAnswer } from "../discord/ask-discord.ts";
import { application, bodyOf, guild } from "../discord/wire.ts";
import { bad, ok } from "../finding.ts";

// Manage Roles, View Channels, Send Messages and Read Message History. Source: Discord, "Bitwise Permission Flags".
const INVITE_PERMISSIONS = 268_504_064;

/** Whether the bot is in its server. */
export const discordGuild: Check = {
  id: "discord_guild",
  title: "Discord server",
  run: async ({ askDiscord, configuration }) => {
    const id = configuration.bot?.MODDY_GUILD_ID ?? "";
    const answer = await askDiscord(`/guilds/${id}`);
    const trouble = judgeAnswer(answer);
    if (trouble !== undefined) return trouble;
    const server = bodyOf(answer, guild);
    if (server !== undefined) return ok(`the bot is in it, ${server.roles.length} roles`);
    const client = bodyOf(await askDiscord("/applications/@me"), application)?.id ?? "";
    const invite = `https://discord.com/oauth2/authorize?client_id=${client}&scope=bot&permissions=${INVITE_PERMISSIONS}`;
    return bad(
      "discord_guild",
      "the bot is not in the server that MODDY_GUILD_ID names",
      "It was never invited or was removed, or MODDY_GUILD_ID is another server's id.",
      `Correct MODDY_GUILD_ID, or invite the bot: ${invite}`,
    );
  },
};
