import { type Handler, ServiceUnavailable } from "@moddy/internal-api/server";
import { type botOperations, OUTCOMES, type ReplyOf } from "@moddy/schemas";
import type { DiscordApi, DiscordMember } from "../../discord/api.ts";
import type { Plans } from "../../plans/plans.ts";
import type { GivenRoles } from "../../store/given-roles.ts";

const RETRY_AFTER_SECONDS = 5;

type MemberShown = ReplyOf<typeof botOperations.rolesList>["members"][number];

export interface RolesListOptions {
  readonly guildId: string;
  readonly api: DiscordApi;
  readonly plans: Plans;
  readonly givenRoles: Pick<GivenRoles, "readMany">;
}

/** `POST /internal/roles/list`: the members as Discord lists them, with their managed roles and which of them we gave. */
export function createRolesList(options: RolesListOptions): Handler<typeof botOperations.rolesList> {
  const { guildId, api, plans, givenRoles } = options;
  const reply = (members: readonly MemberShown[], next: string | null, fault?: string) => ({
    success: fault === undefined,
    message: fault ?? `${members.length} ${members.length === 1 ? "member" : "members"}.`,
    guild_id: guildId,
    managed_role_ids: [...plans.managedRoles],
    strict: plans.isStrict,
    members: [...members],
    next,
  });

  async function show(page: readonly DiscordMember[]): Promise<MemberShown[]> {
    const people = page.filter(({ user }) => user.bot !== true);
    const given = await givenRoles.readMany(
      guildId,
      people.map(({ user }) => user.id),
    );
    return people.map(({ user, roles }) => {
      const role_ids = roles.filter((role) => plans.managedRoles.has(role));
      const ours = given.get(user.id) ?? [];
      return { discord_id: user.id, role_ids, given_role_ids: role_ids.filter((role) => ours.includes(role)) };
    });
  }

  return async ({ after, limit }, { signal }) => {
    const page = await api.listMembers(guildId, { after: after ?? "0", limit }, signal);
    if (page.ok) {
      const next = page.value.length < limit ? null : (page.value.at(-1)?.user.id ?? null);
      return reply(await show(page.value), next);
    }
    const { outcome } = page.failure;
    // Answering with an empty list would look like a server without members.
    if (!OUTCOMES[outcome].final) throw new ServiceUnavailable(RETRY_AFTER_SECONDS);
    return reply([], null, `${OUTCOMES[outcome].meaning} ${OUTCOMES[outcome].fix}`);
  };
}
