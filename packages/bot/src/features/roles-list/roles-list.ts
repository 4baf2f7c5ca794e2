import { type Handler, ServiceUnavailable } from "@moddy/internal-api/server";
import { type botOperations, OUTCOMES } from "@moddy/schemas";
import type { DiscordApi, DiscordMember } from "../../discord/api.ts";
import type { Plans } from "../../plans/plans.ts";

const RETRY_AFTER_SECONDS = 5;

export interface RolesListOptions {
  readonly guildId: string;
  readonly api: DiscordApi;
  readonly plans: Plans;
}

/** `POST /internal/roles/list`: the members as Discord lists them, with their managed roles. */
export function createRolesList({ guildId, api, plans }: RolesListOptions): Handler<typeof botOperations.rolesList> {
  const reply = (members: readonly DiscordMember[], next: string | null, fault?: string) => ({
    success: fault === undefined,
    message: fault ?? `${members.length} ${members.length === 1 ? "member" : "members"}.`,
    guild_id: guildId,
    managed_role_ids: [...plans.managedRoles],
    members: members
      .filter(({ user }) => user.bot !== true)
      .map(({ user, roles }) => ({
        discord_id: user.id,
        role_ids: roles.filter((role) => plans.managedRoles.has(role)),
      })),
    next,
  });
  return async ({ after, limit }, { signal }) => {
    const page = await api.listMembers(guildId, { after: after ?? "0", limit }, signal);
    if (page.ok) return reply(page.value, page.value.length < limit ? null : (page.value.at(-1)?.user.id ?? null));
    const { outcome } = page.failure;
    // Answering with an empty list would look like a server without members.
    if (!OUTCOMES[outcome].final) throw new ServiceUnavailable(RETRY_AFTER_SECONDS);
    return reply([], null, `${OUTCOMES[outcome].meaning} ${OUTCOMES[outcome].fix}`);
  };
}
