import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { joinGuild, leaveGuild, setMemberRoles, withoutRole, withRole } from "../actions/members.ts";
import { addUser } from "../actions/users.ts";
import { discordError } from "../errors.ts";
import { findMember, findRole } from "../find.ts";
import { snowflake } from "../form.ts";
import type { DiscordState } from "../state.ts";
import { findAnyGuild } from "./read-state.ts";
import { viewMember } from "./views.ts";

const joinForm = z.strictObject({ role_ids: z.array(snowflake).default([]) });
const bulkForm = z.strictObject({
  count: z.int().min(1).max(200_000),
  role_ids: z.array(snowflake).default([]),
  accepts_dms: z.boolean().default(true),
});

type InGuild = { Params: { guild_id: string } };
type OfMember = { Params: { guild_id: string; user_id: string } };
type OfMemberRole = { Params: { guild_id: string; user_id: string; role_id: string } };

export function registerMemberControls(scope: FastifyInstance, state: DiscordState): void {
  scope.put<OfMember>("/guilds/:guild_id/members/:user_id", ({ params, body }) => {
    const guild = findAnyGuild(state, params.guild_id);
    const { role_ids: roleIds } = joinForm.parse(body ?? {});
    for (const id of roleIds) findRole(guild, id);
    addUser(state, { id: snowflake.parse(params.user_id) });
    return viewMember(state, joinGuild(state, guild, params.user_id, roleIds));
  });

  scope.delete<OfMember>("/guilds/:guild_id/members/:user_id", ({ params }, reply) => {
    if (!leaveGuild(state, findAnyGuild(state, params.guild_id), params.user_id)) throw discordError("unknownMember");
    return reply.code(204).send();
  });

  scope.post<InGuild>("/guilds/:guild_id/members", ({ params, body }, reply) => {
    const guild = findAnyGuild(state, params.guild_id);
    const { count, role_ids: roleIds, accepts_dms: acceptsDms } = bulkForm.parse(body);
    for (const id of roleIds) findRole(guild, id);
    const joinedAt = new Date(state.now()).toISOString();
    const ids = Array.from({ length: count }, () => addUser(state, { acceptsDms }).id);
    for (const userId of ids) guild.members.set(userId, { userId, roleIds: [...roleIds], nick: null, joinedAt });
    return reply.code(201).send({ user_ids: ids });
  });

  scope.put<OfMemberRole>("/guilds/:guild_id/members/:user_id/roles/:role_id", ({ params }) =>
    changeRolesAsOwner(state, params, withRole),
  );
  scope.delete<OfMemberRole>("/guilds/:guild_id/members/:user_id/roles/:role_id", ({ params }) =>
    changeRolesAsOwner(state, params, withoutRole),
  );
}

/** Changes a member's roles as the guild's owner. */
function changeRolesAsOwner(
  state: DiscordState,
  params: OfMemberRole["Params"],
  change: (roleIds: readonly string[], roleId: string) => string[],
) {
  const guild = findAnyGuild(state, params.guild_id);
  const member = findMember(state, guild, params.user_id);
  const role = findRole(guild, params.role_id);
  setMemberRoles(state, guild, member, change(member.roleIds, role.id), { id: guild.ownerId });
  return viewMember(state, member);
}
