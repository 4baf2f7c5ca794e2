import type { Check } from "../check.ts";
import type { CheckContext } from "../check-context.ts";
import {
  type BotMember,
  computeChannelPermissions,
  computeServerPermissions,
  hasPermission,
} from "../discord/compute-permissions.ts";
import type { NeededPermission } from "../discord/discord-needs.ts";
import { checkDiscordAnswer } from "../discord/get-from-discord.ts";
import { formatInviteLink } from "../discord/invite-link.ts";
import { readBotMember } from "../discord/read-bot-member.ts";
import { application, bodyOf, channel } from "../discord/responses.ts";
import { bad, type Finding, ok } from "../finding.ts";

type Context = Pick<CheckContext, "getFromDiscord" | "configuration" | "discordNeeds">;

function listTitles(permissions: readonly NeededPermission[]): string {
  return permissions.map(({ title }) => title).join(", ");
}

/** The bot's permissions in the fallback channel, or the finding that ends the check. */
async function readChannelPermissions(
  { getFromDiscord }: Context,
  channelId: string,
  bot: BotMember,
): Promise<{ permissions: bigint } | { finding: Finding }> {
  const answer = await getFromDiscord(`/channels/${channelId}`);
  const problem = checkDiscordAnswer(answer);
  if (problem !== undefined) return { finding: problem };
  // Discord hides a channel from a bot without View Channel.
  if (answer.kind === "answer" && answer.status === 403) return { permissions: 0n };
  const found = bodyOf(answer, channel);
  if (found?.guild_id === bot.guildId) {
    return { permissions: computeChannelPermissions(bot, found.permission_overwrites) };
  }
  const cause = "Somebody deleted the channel, or MODDY_FALLBACK_CHANNEL_ID is wrong.";
  const fix =
    "In Discord: right-click the channel, Copy Channel ID. Set it as MODDY_FALLBACK_CHANNEL_ID, or remove the variable.";
  return { finding: bad("discord_channel_unknown", `the server has no channel ${channelId}`, cause, fix) };
}

async function explainMissing(
  { getFromDiscord, discordNeeds }: Context,
  missing: readonly NeededPermission[],
): Promise<Finding> {
  const inServer = missing.filter(({ scope }) => scope === "server");
  const inChannel = missing.filter(({ scope }) => scope === "fallback channel");
  const found = [
    ...(inServer.length > 0 ? [listTitles(inServer)] : []),
    ...(inChannel.length > 0 ? [`${listTitles(inChannel)} in the fallback channel`] : []),
  ];
  const applicationId = bodyOf(await getFromDiscord("/applications/@me"), application)?.id ?? "";
  const fixes = [
    ...(inServer.length > 0 ? [`Server settings, Roles, the bot's role: switch on ${listTitles(inServer)}.`] : []),
    ...(inChannel.length > 0
      ? [`Settings of the channel, Permissions, the bot's role: allow ${listTitles(inChannel)}.`]
      : []),
    `Or open this link, which gives the bot's role every permission that it needs: ${formatInviteLink(applicationId, discordNeeds)}`,
  ];
  const causes = missing.map(({ title, features }) => `${title} is needed by: ${features.join(", ")}.`);
  return bad("discord_permission", `the bot lacks ${found.join("; ")}`, causes.join("\n"), fixes.join("\n"));
}

/** Every permission that a feature of the bot needs, in the server and in the fallback channel. */
export const discordPermissions: Check<Context> = {
  id: "discord_permissions",
  title: "permissions",
  run: async (context) => {
    const read = await readBotMember(context);
    if ("finding" in read) return read.finding;
    const { permissions } = context.discordNeeds;
    const base = computeServerPermissions(read.bot);
    const inServer = permissions.filter(({ scope }) => scope === "server");
    const missing = inServer.filter(({ bit }) => !hasPermission(base, bit));
    const channelId = context.configuration.bot?.MODDY_FALLBACK_CHANNEL_ID;
    const inChannel = channelId === undefined ? [] : permissions.filter(({ scope }) => scope === "fallback channel");
    if (channelId !== undefined && inChannel.length > 0) {
      const result = await readChannelPermissions(context, channelId, read.bot);
      if ("finding" in result) return result.finding;
      missing.push(...inChannel.filter(({ bit }) => !hasPermission(result.permissions, bit)));
    }
    if (missing.length > 0) return explainMissing(context, missing);
    return ok([...new Set([...inServer, ...inChannel].map(({ title }) => title))].join(", "));
  },
};
