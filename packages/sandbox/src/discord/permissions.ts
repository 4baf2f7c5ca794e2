import { PermissionFlagsBits } from "discord-api-types/v10";
import { discordError } from "./errors.ts";
import type { Guild, Member, Role, TextChannel } from "./state.ts";

export type Permission = keyof typeof PermissionFlagsBits;

const ALL = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);

/** What a member may do in the guild, before any channel has its say. */
export function guildPermissions(guild: Guild, member: Member): bigint {
  if (guild.ownerId === member.userId) return ALL;
  const granted = rolesOf(guild, member).reduce((bits, role) => bits | role.permissions, 0n);
  return granted & PermissionFlagsBits.Administrator ? ALL : granted;
}

/** What a member may do in the channel: @everyone's overwrites, then those of the roles, then the member's own. */
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

/** The member's roles, @everyone among them, the lowest first. */
export function rolesOf(guild: Guild, member: Member): Role[] {
  return [...guild.roles.values()]
    .filter(({ id }) => id === guild.id || member.roleIds.includes(id))
    .sort((left, right) => left.position - right.position);
}

/** The position of the member's highest role; the owner stands above all. */
export function topPosition(guild: Guild, member: Member): number {
  if (guild.ownerId === member.userId) return Number.POSITIVE_INFINITY;
  return rolesOf(guild, member).at(-1)?.position ?? 0;
}

/** Throws 50013 unless the actor may give and take the role. */
export function requireAssignable(guild: Guild, actor: Member, role: Role): void {
  requirePermission(guild, actor, "ManageRoles");
  const fixed = role.managed || role.id === guild.id;
  if (fixed || topPosition(guild, actor) <= role.position) throw discordError("missingPermissions");
}
