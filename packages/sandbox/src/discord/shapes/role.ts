import type { APIRole } from "discord-api-types/v10";
import type { Guild, Role } from "../state.ts";

/** Zero as a number, since the flag types name no zero. */
const NO_FLAGS: number = 0;

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

/** Roles with the lowest first, as the guild lists them. */
export function rolesShape(guild: Guild): APIRole[] {
  return [...guild.roles.values()].sort((left, right) => left.position - right.position).map(roleShape);
}
