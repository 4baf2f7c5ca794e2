import { AuditLogEvent, GatewayIntentBits } from "discord-api-types/v10";
import { guildCreateShape } from "../shapes/guild.ts";
import { memberShape } from "../shapes/member.ts";
import { userShape } from "../shapes/user.ts";
import { type DiscordState, dispatch, type Guild, type Member } from "../state.ts";
import type { Actor } from "./actor.ts";
import { recordAudit } from "./audit.ts";

/** Adds a user to the guild. Changes nothing for someone who is a member already. */
export function joinGuild(state: DiscordState, guild: Guild, userId: string, roleIds: string[] = []): Member {
  const existing = guild.members.get(userId);
  if (existing !== undefined) return existing;
  const joinedAt = new Date(state.now()).toISOString();
  const member: Member = { userId, roleIds: [...roleIds], nick: null, joinedAt };
  guild.members.set(userId, member);
  if (userId === state.application.id) {
    dispatch(state, {
      t: "GUILD_CREATE",
      intents: GatewayIntentBits.Guilds,
      guildId: guild.id,
      data: () => guildCreateShape(state, guild, 50),
    });
  }
  dispatch(state, {
    t: "GUILD_MEMBER_ADD",
    intents: GatewayIntentBits.GuildMembers,
    guildId: guild.id,
    data: () => ({ ...memberShape(state, member), guild_id: guild.id }),
  });
  state.activity.publish("discord.member_joined", { guild_id: guild.id, user_id: userId });
  return member;
}

/** Removes a member from the guild, and with it the roles. Returns false when the user is not a member. */
export function leaveGuild(state: DiscordState, guild: Guild, userId: string, kickedBy?: Actor): boolean {
  const user = state.users.get(userId);
  if (user === undefined || !guild.members.has(userId)) return false;
  if (userId === state.application.id) {
    dispatch(state, {
      t: "GUILD_DELETE",
      intents: GatewayIntentBits.Guilds,
      guildId: guild.id,
      data: () => ({ id: guild.id }),
    });
  }
  guild.members.delete(userId);
  dispatch(state, {
    t: "GUILD_MEMBER_REMOVE",
    intents: GatewayIntentBits.GuildMembers,
    guildId: guild.id,
    data: () => ({ guild_id: guild.id, user: userShape(user) }),
  });
  if (kickedBy) recordAudit(state, guild, kickedBy, { action: AuditLogEvent.MemberKick, targetId: userId });
  state.activity.publish("discord.member_left", { guild_id: guild.id, user_id: userId });
  return true;
}

/** Sets the member's roles to exactly these and dispatches the change. Returns false when nothing changed. */
export function setMemberRoles(
  state: DiscordState,
  guild: Guild,
  member: Member,
  roleIds: readonly string[],
  by: Actor,
): boolean {
  const added = roleIds.filter((id) => !member.roleIds.includes(id));
  const removed = member.roleIds.filter((id) => !roleIds.includes(id));
  if (added.length === 0 && removed.length === 0) return false;
  member.roleIds = [...new Set(roleIds)];
  announceMember(state, guild, member);
  const named = (ids: readonly string[]) => ids.map((id) => ({ id, name: guild.roles.get(id)?.name ?? "" }));
  recordAudit(state, guild, by, {
    action: AuditLogEvent.MemberRoleUpdate,
    targetId: member.userId,
    changes: [
      ...(added.length > 0 ? [{ key: "$add", new_value: named(added) }] : []),
      ...(removed.length > 0 ? [{ key: "$remove", new_value: named(removed) }] : []),
    ],
  });
  const who = { guild_id: guild.id, user_id: member.userId, by: by.id };
  for (const { id, name } of named(added)) state.activity.publish("discord.role_added", { ...who, role_id: id, name });
  for (const { id, name } of named(removed))
    state.activity.publish("discord.role_removed", { ...who, role_id: id, name });
  return true;
}

export const withRole = (roleIds: readonly string[], roleId: string): string[] => [...new Set([...roleIds, roleId])];

export const withoutRole = (roleIds: readonly string[], roleId: string): string[] =>
  roleIds.filter((id) => id !== roleId);

/** Sets the member's nickname. Returns false when nothing changed. */
export function setNick(state: DiscordState, guild: Guild, member: Member, nick: string | null, by: Actor): boolean {
  if (member.nick === nick) return false;
  const change = { key: "nick", old_value: member.nick ?? undefined, new_value: nick ?? undefined };
  member.nick = nick;
  announceMember(state, guild, member);
  recordAudit(state, guild, by, { action: AuditLogEvent.MemberUpdate, targetId: member.userId, changes: [change] });
  return true;
}

function announceMember(state: DiscordState, guild: Guild, member: Member): void {
  const own = member.userId === state.application.id;
  dispatch(state, {
    t: "GUILD_MEMBER_UPDATE",
    intents: own ? 0 : GatewayIntentBits.GuildMembers,
    guildId: guild.id,
    data: () => ({ ...memberShape(state, member), guild_id: guild.id }),
  });
}
