import type { Check } from "../check.ts";
import { checkDiscordAnswer } from "../discord/get-from-discord.ts";
import { application, bodyOf, guild } from "../discord/responses.ts";
import { bad, ok } from "../finding.ts";

// Manage Roles, View Channels, Send Messages and Read Message History. Source: Discord, "Bitwise Permission Flags".
const INVITE_PERMISSIONS = 268_504_064;

/** Whether the bot is in its server. */
export const discordGuild: Check = {
  id: "discord_guild",
  title: "Discord server",
  run: async ({ getFromDiscord, configuration }) => {
    const id = configuration.bot?.MODDY_GUILD_ID ?? "";
    const answer = await getFromDiscord(`/guilds/${id}`);
    const problem = checkDiscordAnswer(answer);
    if (problem !== undefined) return problem;
    const server = bodyOf(answer, guild);
    if (server !== undefined) return ok(`the bot is in it, ${server.roles.length} roles`);
    const client = bodyOf(await getFromDiscord("/applications/@me"), application)?.id ?? "";
    const invite = `https://discord.com/oauth2/authorize?client_id=${client}&scope=bot&permissions=${INVITE_PERMISSIONS}`;
    return bad(
      "discord_guild",
      "the bot is not in the server that MODDY_GUILD_ID names",
      "Nobody invited the bot, somebody removed it, or MODDY_GUILD_ID is the id of another server.",
      `Correct MODDY_GUILD_ID, or invite the bot: ${invite}`,
    );
  },
};
