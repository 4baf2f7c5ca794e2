import { AuditLogEvent, GatewayIntentBits } from "discord-api-types/v10";
import { roleShape } from "../shapes/role.ts";
import { type DiscordState, dispatch, type Guild, type Role } from "../state.ts";
import type { Actor } from "./actor.ts";
import { recordAudit } from "./audit.ts";

export type RoleFields = Partial<Pick<Role, "name" | "permissions" | "color" | "hoist" | "mentionable">>;

/** Creates a role just above @everyone, as Discord does. */
export function createRole(state: DiscordState, guild: Guild, fields: RoleFields, by: Actor): Role {
  for (const role of guild.roles.values()) if (role.position > 0) role.position += 1;
  const role: Role = {
    id: state.nextId(),
    name: fields.name ?? "new role",
    permissions: fields.permissions ?? guild.roles.get(guild.id)?.permissions ?? 0n,
    position: 1,
    color: fields.color ?? 0,
    hoist: fields.hoist ?? false,
    mentionable: fields.mentionable ?? false,
    managed: false,
  };
  guild.roles.set(role.id, role);
  announceRole(state, guild, role, "GUILD_ROLE_CREATE");
  recordAudit(state, guild, by, { action: AuditLogEvent.RoleCreate, targetId: role.id });
  return role;
}

/** Changes the given fields of a role. */
export function modifyRole(state: DiscordState, guild: Guild, role: Role, fields: RoleFields, by: Actor): void {
  const changes = Object.entries(fields).map(([key, value]) => ({
    key,
    old_value: printable(role[key as keyof RoleFields]),
    new_value: printable(value),
  }));
  Object.assign(role, fields);
  announceRole(state, guild, role, "GUILD_ROLE_UPDATE");
  recordAudit(state, guild, by, { action: AuditLogEvent.RoleUpdate, targetId: role.id, changes });
}

const printable = (value: unknown) => (typeof value === "bigint" ? value.toString() : value);

/** Deletes the role. Its members lose it; as on Discord, no member event is sent. */
export function deleteRole(state: DiscordState, guild: Guild, role: Role, by: Actor): void {
  guild.roles.delete(role.id);
  for (const member of guild.members.values()) member.roleIds = member.roleIds.filter((id) => id !== role.id);
  dispatch(state, {
    t: "GUILD_ROLE_DELETE",
    intents: GatewayIntentBits.Guilds,
    guildId: guild.id,
    data: () => ({ guild_id: guild.id, role_id: role.id }),
  });
  recordAudit(state, guild, by, { action: AuditLogEvent.RoleDelete, targetId: role.id });
}

/** Moves roles to the given positions; the others keep their order in the remaining positions. */
export function moveRoles(state: DiscordState, guild: Guild, positions: ReadonlyMap<string, number>): void {
  const movable = [...guild.roles.values()]
    .filter(({ id }) => id !== guild.id)
    .sort((left, right) => left.position - right.position);
  const places: (Role | undefined)[] = movable.map(() => undefined);
  for (const role of movable) {
    const position = positions.get(role.id);
    if (position !== undefined) places[nearestFree(places, position - 1)] = role;
  }
  for (const role of movable) if (!positions.has(role.id)) places[places.indexOf(undefined)] = role;
  places.forEach((role, index) => {
    if (role === undefined || role.position === index + 1) return;
    role.position = index + 1;
    announceRole(state, guild, role, "GUILD_ROLE_UPDATE");
  });
}

function nearestFree(places: readonly (Role | undefined)[], position: number): number {
  const start = Math.max(0, Math.min(position, places.length - 1));
  const above = places.indexOf(undefined, start);
  return above >= 0 ? above : places.lastIndexOf(undefined);
}

function announceRole(
  state: DiscordState,
  guild: Guild,
  role: Role,
  t: "GUILD_ROLE_CREATE" | "GUILD_ROLE_UPDATE",
): void {
  dispatch(state, {
    t,
    intents: GatewayIntentBits.Guilds,
    guildId: guild.id,
    data: () => ({ guild_id: guild.id, role: roleShape(role) }),
  });
}
