import type { Check } from "../check.ts";
import { checkDiscordAnswer } from "../discord/get-from-discord.ts";
import { formatInviteLink } from "../discord/invite-link.ts";
import { application, bodyOf, guild } from "../discord/responses.ts";
import { bad, ok } from "../finding.ts";

/** Whether the bot is in its server. */
export const discordGuild: Check = {
  id: "discord_guild",
  title: "Discord server",
  run: async ({ getFromDiscord, configuration, discordNeeds }) => {
    const id = configuration.bot?.MODDY_GUILD_ID ?? "";
    const answer = await getFromDiscord(`/guilds/${id}`);
    const problem = checkDiscordAnswer(answer);
    if (problem !== undefined) return problem;
    const server = bodyOf(answer, guild);
    if (server !== undefined) return ok(`the bot is in it, ${server.roles.length} roles`);
    const applicationId = bodyOf(await getFromDiscord("/applications/@me"), application)?.id ?? "";
    return bad(
      "discord_guild",
      "the bot is not in the server that MODDY_GUILD_ID names",
      "Nobody invited the bot, somebody removed it, or MODDY_GUILD_ID is the id of another server.",
      `Correct MODDY_GUILD_ID, or invite the bot: ${formatInviteLink(applicationId, discordNeeds)}`,
    );
  },
};
