import { PermissionFlagsBits } from "discord-api-types/v10";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { createRole, deleteRole, modifyRole, moveRoles, type RoleFields } from "../actions/roles.ts";
import { discordError } from "../errors.ts";
import { findRole } from "../find.ts";
import { snowflake } from "../form.ts";
import type { Permission } from "../permissions.ts";
import { roleShape } from "../shapes/role.ts";
import type { DiscordState } from "../state.ts";
import { findAnyGuild } from "./read-state.ts";
import { viewGuild } from "./views.ts";

const permissionName = z.enum(Object.keys(PermissionFlagsBits) as [Permission, ...Permission[]]);
const permissions = z
  .array(permissionName)
  .transform((names) => names.reduce((bits, name) => bits | PermissionFlagsBits[name], 0n));
const roleForm = z.strictObject({
  name: z.string().min(1).max(100).optional(),
  permissions: permissions.optional(),
});
const positions = z.array(z.strictObject({ id: snowflake, position: z.int().min(1) })).min(1);
const overwrites = z.strictObject({
  overwrites: z.array(
    z.strictObject({ id: snowflake, type: z.enum(["role", "member"]), allow: permissions, deny: permissions }),
  ),
});
const channelForm = z.strictObject({ id: snowflake.optional(), name: z.string().min(1).max(100) });

type InGuild = { Params: { guild_id: string } };
type OfRole = { Params: { guild_id: string; role_id: string } };

export function registerGuildControls(scope: FastifyInstance, state: DiscordState): void {
  const byOwner = (guildId: string) => ({ id: findAnyGuild(state, guildId).ownerId });
  const readRole = (body: unknown) => roleForm.parse(body ?? {}) as RoleFields;

  scope.post<InGuild>("/guilds/:guild_id/roles", ({ params, body }, reply) => {
    const guild = findAnyGuild(state, params.guild_id);
    return reply.code(201).send(roleShape(createRole(state, guild, readRole(body), byOwner(guild.id))));
  });

  scope.patch<InGuild>("/guilds/:guild_id/roles", ({ params, body }) => {
    const guild = findAnyGuild(state, params.guild_id);
    const moves = positions.parse(body);
    for (const { id } of moves) findRole(guild, id);
    moveRoles(state, guild, new Map(moves.map(({ id, position }) => [id, position])));
    return viewGuild(state, guild).roles;
  });

  scope.patch<OfRole>("/guilds/:guild_id/roles/:role_id", ({ params, body }) => {
    const guild = findAnyGuild(state, params.guild_id);
    const role = findRole(guild, params.role_id);
    modifyRole(state, guild, role, readRole(body), byOwner(guild.id));
    return roleShape(role);
  });

  scope.delete<OfRole>("/guilds/:guild_id/roles/:role_id", ({ params }, reply) => {
    const guild = findAnyGuild(state, params.guild_id);
    deleteRole(state, guild, findRole(guild, params.role_id), byOwner(guild.id));
    return reply.code(204).send();
  });

  scope.post<InGuild>("/guilds/:guild_id/channels", ({ params, body }, reply) => {
    const guild = findAnyGuild(state, params.guild_id);
    const { id = state.nextId(), name } = channelForm.parse(body);
    const channel = { kind: "text", id, guildId: guild.id, name, position: 0, overwrites: [], messages: [] } as const;
    state.channels.set(id, { ...channel, overwrites: [], messages: [] });
    return reply.code(201).send({ id, name });
  });

  scope.put<{ Params: { channel_id: string } }>("/channels/:channel_id/overwrites", ({ params, body }) => {
    const channel = state.channels.get(params.channel_id);
    if (channel?.kind !== "text") throw discordError("unknownChannel");
    channel.overwrites = overwrites.parse(body).overwrites;
    return { id: channel.id, overwrites: channel.overwrites.length };
  });
}
