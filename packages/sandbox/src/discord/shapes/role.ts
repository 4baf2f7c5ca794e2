import type { APIRole } from "discord-api-types/v10";
import { compareRoles } from "../permissions.ts";
import type { Guild, Role } from "../state.ts";
import { NO_FLAGS } from "./no-flags.ts";

export function roleShape(role: Role): APIRole {
  return {
    id: role.id,
    name: role.name,
    permissions: role.permissions.toString(),
    position: role.position,
    color: role.color,
    colors: { primary_color: role.color, secondary_color: null, tertiary_color: null },
    hoist: role.hoist,
    managed: role.managed,
    mentionable: role.mentionable,
    icon: null,
    unicode_emoji: null,
    flags: NO_FLAGS,
    ...(role.botId !== undefined && { tags: { bot_id: role.botId } }),
  };
}

/** The guild's roles, the lowest first. */
export function rolesShape(guild: Guild): APIRole[] {
  return [...guild.roles.values()].sort(compareRoles).map(roleShape);
}
