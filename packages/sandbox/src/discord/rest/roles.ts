import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { createRole, deleteRole, modifyRole, moveRoles, type RoleFields } from "../actions/roles.ts";
import { discordError } from "../errors.ts";
import { findGuild, findRole } from "../find.ts";
import { parseForm, snowflake } from "../form.ts";
import { guildPermissions, requireAboveRole, requirePermission, topPosition } from "../permissions.ts";
import { roleShape, rolesShape } from "../shapes/role.ts";
import type { DiscordState, Guild, Member } from "../state.ts";
import { botActor } from "./bot-actor.ts";

const permissions = z.union([z.string().regex(/^\d+$/), z.int().min(0)]).transform(BigInt);
const roleForm = z.object({
  name: z.string().max(100).nullish(),
  permissions: permissions.nullish(),
  color: z.int().min(0).max(0xffffff).nullish(),
  colors: z.object({ primary_color: z.int().min(0).max(0xffffff) }).nullish(),
  hoist: z.boolean().nullish(),
  mentionable: z.boolean().nullish(),
});
const positionsForm = z.array(z.object({ id: snowflake, position: z.int().min(0).nullish() }));

type InGuild = { Params: { guild_id: string } };
type OfRole = { Params: { guild_id: string; role_id: string } };

export function serveRoles(scope: FastifyInstance, state: DiscordState): void {
  scope.get<InGuild>("/guilds/:guild_id/roles", ({ params }) => rolesShape(findGuild(state, params.guild_id).guild));

  scope.get<OfRole>("/guilds/:guild_id/roles/:role_id", ({ params }) =>
    roleShape(findRole(findGuild(state, params.guild_id).guild, params.role_id)),
  );

  scope.post<InGuild>("/guilds/:guild_id/roles", (request) => {
    const { guild, own } = findGuild(state, request.params.guild_id);
    requirePermission(guild, own, "ManageRoles");
    if (guild.roles.size >= 250) throw discordError("maximumRoles");
    const fields = readFields(request.body);
    requireHeld(guild, own, fields.permissions);
    return roleShape(createRole(state, guild, fields, botActor(state, request)));
  });

  scope.patch<InGuild>("/guilds/:guild_id/roles", (request) => {
    const { guild, own } = findGuild(state, request.params.guild_id);
    requirePermission(guild, own, "ManageRoles");
    const positions = parseForm(positionsForm, request.body).flatMap(({ id, position }) =>
      position === null || position === undefined ? [] : [[id, position] as const],
    );
    for (const [id, position] of positions) {
      requireAboveRole(guild, own, findRole(guild, id));
      if (position >= topPosition(guild, own)) throw discordError("missingPermissions");
    }
    moveRoles(state, guild, new Map(positions));
    return rolesShape(guild);
  });

  scope.patch<OfRole>("/guilds/:guild_id/roles/:role_id", (request) => {
    const { guild, own } = findGuild(state, request.params.guild_id);
    const role = findRole(guild, request.params.role_id);
    requireAboveRole(guild, own, role);
    const fields = readFields(request.body);
    requireHeld(guild, own, fields.permissions);
    modifyRole(state, guild, role, fields, botActor(state, request));
    return roleShape(role);
  });

  scope.delete<OfRole>("/guilds/:guild_id/roles/:role_id", (request, reply) => {
    const { guild, own } = findGuild(state, request.params.guild_id);
    const role = findRole(guild, request.params.role_id);
    requireAboveRole(guild, own, role);
    if (role.managed || role.id === guild.id) throw discordError("invalidRole");
    deleteRole(state, guild, role, botActor(state, request));
    return reply.code(204).send();
  });
}

function readFields(body: unknown): RoleFields {
  const { colors, ...form } = parseForm(roleForm, body);
  const color = form.color ?? colors?.primary_color;
  const given = Object.entries({ ...form, color }).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(given) as RoleFields;
}

/** Throws 50013 when a role would get permissions that the actor does not have. */
function requireHeld(guild: Guild, actor: Member, permissions: bigint | undefined): void {
  if (permissions !== undefined && permissions & ~guildPermissions(guild, actor))
    throw discordError("missingPermissions");
}
