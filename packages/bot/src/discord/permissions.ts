import { PermissionsBitField } from "discord.js";
import type { DiscordMember, DiscordRole } from "./api.ts";

/** The roles that a member holds; everybody holds the one that has the guild's own id. */
export function heldRoles(guildId: string, roles: readonly DiscordRole[], member: DiscordMember): DiscordRole[] {
  return roles.filter(({ id }) => id === guildId || member.roles.includes(id));
}

/** What a member may do in the whole guild; a channel may allow more or less. */
export function permissionsOf(
  guildId: string,
  roles: readonly DiscordRole[],
  member: DiscordMember,
): PermissionsBitField {
  return new PermissionsBitField(heldRoles(guildId, roles, member).map((role) => BigInt(role.permissions)));
}
