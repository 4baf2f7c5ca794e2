import type { CheckContext } from "../check-context.ts";
import { type Finding, skipped } from "../finding.ts";
import type { BotMember } from "./compute-permissions.ts";
import { checkDiscordAnswer } from "./get-from-discord.ts";
import { bodyOf, guild, member, user } from "./responses.ts";

/** The bot as a member of its server, or the finding that ends the check. */
export async function readBotMember({
  getFromDiscord,
  configuration,
}: Pick<CheckContext, "getFromDiscord" | "configuration">): Promise<{ bot: BotMember } | { finding: Finding }> {
  const guildId = configuration.bot?.MODDY_GUILD_ID ?? "";
  const userId = bodyOf(await getFromDiscord("/users/@me"), user)?.id ?? "";
  const roles = bodyOf(await getFromDiscord(`/guilds/${guildId}`), guild)?.roles;
  const answer = await getFromDiscord(`/guilds/${guildId}/members/${userId}`);
  const problem = checkDiscordAnswer(answer);
  if (problem !== undefined) return { finding: problem };
  const roleIds = bodyOf(answer, member)?.roles;
  if (roles === undefined || roleIds === undefined) {
    return { finding: skipped("Discord's answer does not have the bot's roles") };
  }
  return { bot: { userId, guildId, roles, roleIds } };
}
