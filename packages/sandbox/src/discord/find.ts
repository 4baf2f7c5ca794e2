import { discordError } from "./errors.ts";
import { channelPermissions, has } from "./permissions.ts";
import type { Channel, DiscordState, Guild, Member, Role, TextChannel, User } from "./state.ts";

/** The guild and the bot's member in it. Throws 10004 for an unknown guild, 50001 when the bot is not a member. */
export function findGuild(state: DiscordState, guildId: string): { guild: Guild; own: Member } {
  const guild = state.guilds.get(guildId);
  if (guild === undefined) throw discordError("unknownGuild");
  const own = guild.members.get(state.application.id);
  if (own === undefined) throw discordError("missingAccess");
  return { guild, own };
}

/** Throws 10013 for an unknown user, 10007 for a user who is not a member. */
export function findMember(state: DiscordState, guild: Guild, userId: string): Member {
  const member = guild.members.get(userId);
  if (member !== undefined) return member;
  throw discordError(state.users.has(userId) ? "unknownMember" : "unknownUser");
}

export function findRole(guild: Guild, roleId: string): Role {
  const role = guild.roles.get(roleId);
  if (role === undefined) throw discordError("unknownRole");
  return role;
}

export function findUser(state: DiscordState, userId: string): User {
  const user = state.users.get(userId);
  if (user === undefined) throw discordError("unknownUser");
  return user;
}

/** A channel that the bot may view. Throws 10003 for an unknown channel, 50001 without the permission. */
export function findChannel(state: DiscordState, channelId: string): Channel {
  const channel = state.channels.get(channelId);
  if (channel === undefined) throw discordError("unknownChannel");
  if (channel.kind === "text" && !has(ownPermissions(state, channel), "ViewChannel"))
    throw discordError("missingAccess");
  return channel;
}

/** The bot's permissions in the channel; none when it is not a member. */
export function ownPermissions(state: DiscordState, channel: TextChannel): bigint {
  const guild = state.guilds.get(channel.guildId);
  const own = guild?.members.get(state.application.id);
  return guild && own ? channelPermissions(guild, own, channel) : 0n;
}
