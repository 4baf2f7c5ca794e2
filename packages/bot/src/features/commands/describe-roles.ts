import { OUTCOMES } from "@moddy/schemas";
import type { DiscordApi } from "../../discord/api.ts";
import type { Plans } from "../../plans/plans.ts";
import type { GivenRoles } from "../../store/given-roles.ts";
import type { RoleStates } from "../../store/role-states.ts";
import { rolesText } from "./roles-text.ts";

/** Says which managed roles a member holds, who gave them, and what their plan says. */
export type DescribeRoles = (memberId: string) => Promise<string>;

export interface DescribeRolesOptions {
  readonly guildId: string;
  readonly plans: Plans;
  readonly api: Pick<DiscordApi, "readMember">;
  readonly states: Pick<RoleStates, "readPlan">;
  readonly givenRoles: Pick<GivenRoles, "read">;
}

export function createDescribeRoles(options: DescribeRolesOptions): DescribeRoles {
  const { guildId, plans, api, states, givenRoles } = options;
  return async (discordId) => {
    const key = { guildId, discordId };
    const [member, plan, given] = await Promise.all([
      api.readMember(guildId, discordId),
      states.readPlan(key),
      givenRoles.read(key),
    ]);
    if (!member.ok) return `<@${discordId}>: ${OUTCOMES[member.failure.outcome].meaning}`;
    return rolesText(plans, { discordId, plan, given, roles: member.value.roles });
  };
}
