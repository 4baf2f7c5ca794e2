import type { Outcome } from "@moddy/schemas";
import type { DiscordApi, DiscordMember, DiscordRole } from "../../discord/api.ts";
import type { Attempt } from "../../discord/failure.ts";
import { heldRoles, permissionsOf } from "../../discord/permissions.ts";
import type { ReadSelfId } from "../../discord/self.ts";

/** Why the bot may not give and take a role, as far as the guild's roles show; undefined if they allow it. */
export type ExplainRefusal = (
  guildId: string,
  roleId: string,
  signal: AbortSignal,
) => Promise<Attempt<Outcome | undefined>>;

/** Reads the guild's roles: Discord's 50013 does not say whether a role is too high or a permission is missing. */
export function createExplainRefusal(
  api: Pick<DiscordApi, "readRoles" | "readMember">,
  readSelfId: ReadSelfId,
): ExplainRefusal {
  return async (guildId, roleId, signal) => {
    const self = await readSelfId(signal);
    if (!self.ok) return self;
    const [roles, member] = await Promise.all([
      api.readRoles(guildId, signal),
      api.readMember(guildId, self.value, signal),
    ]);
    if (!roles.ok) return roles;
    if (!member.ok) return member;
    return { ok: true, value: findObstacle(guildId, roleId, roles.value, member.value) };
  };
}

function findObstacle(guildId: string, roleId: string, roles: DiscordRole[], self: DiscordMember): Outcome | undefined {
  const role = roles.find(({ id }) => id === roleId);
  if (!role) return "unknown_role";
  if (!permissionsOf(guildId, roles, self).has("ManageRoles")) return "missing_permission";
  const top = Math.max(...heldRoles(guildId, roles, self).map(({ position }) => position));
  if (role.position >= top) return "role_too_high";
  return role.managed || role.id === guildId ? "missing_permission" : undefined;
}
