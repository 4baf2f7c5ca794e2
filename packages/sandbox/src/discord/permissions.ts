import { PermissionFlagsBits } from "discord-api-types/v10";
import { discordError } from "./errors.ts";
import { compareSnowflakes } from "./snowflake.ts";
import type { Guild, Member, Role, TextChannel } from "./state.ts";

export type Permission = keyof typeof PermissionFlagsBits;

const ALL = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);

/** A member's permissions in the guild, without channel overwrites. */
export function guildPermissions(guild: Guild, member: Member): bigint {
  if (guild.ownerId === member.userId) return ALL;
  const granted = rolesOf(guild, member).reduce((bits, role) => bits | role.permissions, 0n);
  return granted & PermissionFlagsBits.Administrator ? ALL : granted;
}

/** A member's permissions in the channel: the overwrites of @everyone apply first, then those of the roles, then the member's own. */
export function channelPermissions(guild: Guild, member: Member, channel: TextChannel): bigint {
  const base = guildPermissions(guild, member);
  if (base === ALL) return base;
  const of = (matches: (id: string) => boolean) => {
    const found = channel.overwrites.filter(({ id }) => matches(id));
    return {
      allow: found.reduce((bits, { allow }) => bits | allow, 0n),
      deny: found.reduce((bits, { deny }) => bits | deny, 0n),
    };
  };
  const layers = [
    of((id) => id === guild.id),
    of((id) => member.roleIds.includes(id)),
    of((id) => id === member.userId),
  ];
  return layers.reduce((bits, { allow, deny }) => (bits & ~deny) | allow, base);
}

export const has = (bits: bigint, permission: Permission): boolean => (bits & PermissionFlagsBits[permission]) !== 0n;

/** Throws 50013 unless the member has the permission in the guild. */
export function requirePermission(guild: Guild, member: Member, permission: Permission): void {
  if (!has(guildPermissions(guild, member), permission)) throw discordError("missingPermissions");
}

/** Orders roles from the lowest to the highest. At the same position, the role with the lower id is the higher one. */
export function compareRoles(left: Role, right: Role): number {
  return left.position - right.position || compareSnowflakes(right.id, left.id);
}

/** The member's roles, @everyone included, the lowest first. */
function rolesOf(guild: Guild, member: Member): Role[] {
  return [...guild.roles.values()]
    .filter(({ id }) => id === guild.id || member.roleIds.includes(id))
    .sort(compareRoles);
}

/** Whether the member's highest role is above this one. The owner is above every role. */
function isAboveRole(guild: Guild, member: Member, role: Role): boolean {
  if (guild.ownerId === member.userId) return true;
  const highest = rolesOf(guild, member).at(-1);
  return highest !== undefined && compareRoles(highest, role) > 0;
}

/** The position that this member may move other roles up to, exclusive. */
export function topPosition(guild: Guild, member: Member): number {
  if (guild.ownerId === member.userId) return Number.POSITIVE_INFINITY;
  return rolesOf(guild, member).at(-1)?.position ?? 0;
}

/** Whether the actor may act on the member. Nobody may act on the owner; otherwise the actor needs the higher role. */
export function isAboveMember(guild: Guild, actor: Member, member: Member): boolean {
  if (guild.ownerId === member.userId) return false;
  const highest = rolesOf(guild, member).at(-1);
  return highest === undefined || isAboveRole(guild, actor, highest);
}

/** Throws 50013 unless the actor may manage roles and its highest role is above this one. */
export function requireAboveRole(guild: Guild, actor: Member, role: Role): void {
  requirePermission(guild, actor, "ManageRoles");
  if (!isAboveRole(guild, actor, role)) throw discordError("missingPermissions");
}

/** Throws 50013 unless the actor may add this role to members and remove it. */
export function requireAssignable(guild: Guild, actor: Member, role: Role): void {
  requireAboveRole(guild, actor, role);
  if (role.managed || role.id === guild.id) throw discordError("missingPermissions");
}
