import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { leaveGuild, setMemberRoles, setNick, withoutRole, withRole } from "../actions/members.ts";
import { discordError } from "../errors.ts";
import { findGuild, findMember, findRole } from "../find.ts";
import { parseForm, snowflake } from "../form.ts";
import { isAboveMember, requireAssignable, requirePermission } from "../permissions.ts";
import { searchMembers } from "../search-members.ts";
import { memberShape } from "../shapes/member.ts";
import { compareSnowflakes } from "../snowflake.ts";
import type { DiscordState, Guild, Member } from "../state.ts";
import { botActor } from "./bot-actor.ts";

const limit = z.coerce.number().int().min(1).max(1000).default(1);
const listQuery = z.object({ limit, after: snowflake.default("0") });
const searchQuery = z.object({ query: z.string().min(1).max(100), limit });
const memberForm = z.object({
  roles: z.array(snowflake).max(250).nullish(),
  nick: z.string().max(32).nullish(),
});

type InGuild = { Params: { guild_id: string } };
type OfMember = { Params: { guild_id: string; user_id: string } };
type OfMemberRole = { Params: { guild_id: string; user_id: string; role_id: string } };

export function serveMembers(scope: FastifyInstance, state: DiscordState): void {
  scope.get<InGuild>("/guilds/:guild_id/members", ({ params, query }) => {
    const { guild } = findGuild(state, params.guild_id);
    const page = parseForm(listQuery, query);
    if (!state.application.intents.members) throw discordError("missingAccess");
    return [...guild.members.values()]
      .filter(({ userId }) => compareSnowflakes(userId, page.after) > 0)
      .sort((left, right) => compareSnowflakes(left.userId, right.userId))
      .slice(0, page.limit)
      .map((member) => memberShape(state, member));
  });

  scope.get<InGuild>("/guilds/:guild_id/members/search", ({ params, query }) => {
    const { guild } = findGuild(state, params.guild_id);
    const search = parseForm(searchQuery, query);
    return searchMembers(state, guild, search.query)
      .slice(0, search.limit)
      .map((member) => memberShape(state, member));
  });

  scope.get<OfMember>("/guilds/:guild_id/members/:user_id", ({ params }) => {
    const { guild } = findGuild(state, params.guild_id);
    return memberShape(state, findMember(state, guild, params.user_id));
  });

  scope.patch<OfMember>("/guilds/:guild_id/members/:user_id", (request) => {
    const { guild, own } = findGuild(state, request.params.guild_id);
    const member = findMember(state, guild, request.params.user_id);
    const { roles, nick } = parseForm(memberForm, request.body);
    const by = botActor(state, request);
    if (roles !== undefined && roles !== null) requireChangesAssignable(guild, own, member, roles);
    if (nick !== undefined) requireNickname(guild, own, member);
    if (roles !== undefined && roles !== null) {
      countRoleWrite(state, guild, member, setMemberRoles(state, guild, member, roles, by));
    }
    if (nick !== undefined) setNick(state, guild, member, nick || null, by);
    return memberShape(state, member);
  });

  scope.delete<OfMember>("/guilds/:guild_id/members/:user_id", (request, reply) => {
    const { guild, own } = findGuild(state, request.params.guild_id);
    const member = findMember(state, guild, request.params.user_id);
    requirePermission(guild, own, "KickMembers");
    requireAboveMember(guild, own, member);
    leaveGuild(state, guild, member.userId, botActor(state, request));
    return reply.code(204).send();
  });

  serveMemberRole(scope, state, "PUT", withRole);
  serveMemberRole(scope, state, "DELETE", withoutRole);
}

function serveMemberRole(
  scope: FastifyInstance,
  state: DiscordState,
  method: "PUT" | "DELETE",
  change: (roleIds: readonly string[], roleId: string) => string[],
): void {
  scope.route<OfMemberRole>({
    method,
    url: "/guilds/:guild_id/members/:user_id/roles/:role_id",
    handler: (request, reply) => {
      const { guild, own } = findGuild(state, request.params.guild_id);
      const member = findMember(state, guild, request.params.user_id);
      const role = findRole(guild, request.params.role_id);
      requireAssignable(guild, own, role);
      const roleIds = change(member.roleIds, role.id);
      countRoleWrite(state, guild, member, setMemberRoles(state, guild, member, roleIds, botActor(state, request)));
      return reply.code(204).send();
    },
  });
}

function requireChangesAssignable(guild: Guild, own: Member, member: Member, roles: readonly string[]): void {
  requirePermission(guild, own, "ManageRoles");
  const changed = [...roles, ...member.roleIds].filter((id) => roles.includes(id) !== member.roleIds.includes(id));
  for (const id of new Set(changed)) requireAssignable(guild, own, findRole(guild, id));
}

function requireNickname(guild: Guild, own: Member, member: Member): void {
  requirePermission(guild, own, member === own ? "ChangeNickname" : "ManageNicknames");
  if (member !== own) requireAboveMember(guild, own, member);
}

function requireAboveMember(guild: Guild, own: Member, member: Member): void {
  if (!isAboveMember(guild, own, member)) throw discordError("missingPermissions");
}

function countRoleWrite(state: DiscordState, guild: Guild, member: Member, changed: boolean): void {
  const key = `${guild.id}:${member.userId}`;
  const count = state.roleWrites.get(key) ?? { calls: 0, changes: 0 };
  state.roleWrites.set(key, { calls: count.calls + 1, changes: count.changes + (changed ? 1 : 0) });
}
