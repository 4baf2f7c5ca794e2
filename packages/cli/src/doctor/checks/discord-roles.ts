import type { Check } from "../check.ts";
import { managedRolesOf } from "../configuration.ts";
import { findTopRole, isAbove } from "../discord/compare-roles.ts";
import { readBotMember } from "../discord/read-bot-member.ts";
import type { Role } from "../discord/responses.ts";
import { bad, type Finding, ok } from "../finding.ts";

function checkRole(id: string, roles: readonly Role[], top: Role | undefined): Finding | undefined {
  const role = roles.find((one) => one.id === id);
  if (role === undefined) {
    const fix = "Correct the role id in the plan catalogue (PLANS_FILE) or in MODDY_PREMIUM_ROLE_ID.";
    return bad("discord_role_unknown", `the server has no role ${id}`, "A plan names a role that does not exist.", fix);
  }
  if (role.managed) {
    const cause = "The role belongs to a bot or an integration, so nobody can give it.";
    return bad("discord_role_managed", `nobody can give role "${role.name}"`, cause, "Name another role in the plan.");
  }
  if (top !== undefined && isAbove(top, role)) return undefined;
  const cause = `The role is not below the bot's top role${top === undefined ? "" : ` "${top.name}"`}, so Discord does not let the bot give it.`;
  const fix = `Server settings, Roles: drag the bot's role above "${role.name}".`;
  return bad("discord_role_too_high", `the bot cannot give role "${role.name}"`, cause, fix);
}

/** The bot's top role compared with every managed role. */
export const discordRoles: Check = {
  id: "discord_roles",
  title: "Discord roles",
  run: async (context) => {
    const read = await readBotMember(context);
    if ("finding" in read) return read.finding;
    const { roles, roleIds } = read.bot;
    const top = findTopRole(roles.filter(({ id }) => roleIds.includes(id)));
    const managed = managedRolesOf(context.configuration);
    const finding = managed.map((id) => checkRole(id, roles, top)).find((one) => one !== undefined);
    return finding ?? ok(`${managed.length} managed roles, all below the bot's top role`);
  },
};
