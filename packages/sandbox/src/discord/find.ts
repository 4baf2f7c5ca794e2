import { discordError } from "./errors.ts";
import { channelPermissions, has } from "./permissions.ts";
import type { Channel, Guild, Member, Role, TextChannel, User, World } from "./world.ts";

/** The guild and the bot's own membership in it; 10004 for none such, 50001 where the bot is no member. */
export function findGuild(world: World, guildId: string): { guild: Guild; own: Member } {
  const guild = world.guilds.get(guildId);
  if (guild === undefined) throw discordError("unknownGuild");
  const own = guild.members.get(world.application.id);
  if (own === undefined) throw discordError("missingAccess");
  return { guild, own };
}

/** 10013 for nobody, 10007 for a user who is no member. */
export function findMember(world: World, guild: Guild, userId: string): Member {
  const member = guild.members.get(userId);
  if (member !== undefined) return member;
  throw discordError(world.users.has(userId) ? "unknownMember" : "unknownUser");
}

export function findRole(guild: Guild, roleId: string): Role {
  const role = guild.roles.get(roleId);
  if (role === undefined) throw discordError("unknownRole");
  return role;
}

export function findUser(world: World, userId: string): User {
  const user = world.users.get(userId);
  if (user === undefined) throw discordError("unknownUser");
  return user;
}

/** A channel that the bot may see; 10003 for none such, 50001 for one it may not see. */
export function findChannel(world: World, channelId: string): Channel {
  const channel = world.channels.get(channelId);
  if (channel === undefined) throw discordError("unknownChannel");
  if (channel.kind === "text" && !has(ownPermissions(world, channel), "ViewChannel"))
    throw discordError("missingAccess");
  return channel;
}

/** What the bot may do in the channel; nothing where it is no member. */
export function ownPermissions(world: World, channel: TextChannel): bigint {
  const guild = world.guilds.get(channel.guildId);
  const own = guild?.members.get(world.application.id);
  return guild && own ? channelPermissions(guild, own, channel) : 0n;
}
