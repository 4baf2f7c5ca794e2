import type { Check } from "../check.ts";
import type { CheckContext } from "../check-context.ts";
import type { Configuration } from "../configuration.ts";
import { findTopRole, isAbove } from "../discord/compare-roles.ts";
import { checkDiscordAnswer } from "../discord/get-from-discord.ts";
import { bodyOf, guild, member, type Role, user } from "../discord/responses.ts";
import { bad, type Finding, ok, skipped } from "../finding.ts";

// Source: Discord, "Bitwise Permission Flags".
const ADMINISTRATOR = 1n << 3n;
const MANAGE_ROLES = 1n << 28n;

function checkPermission(held: readonly Role[]): Finding | undefined {
  const permissions = held.reduce((all, role) => all | BigInt(role.permissions), 0n);
  if ((permissions & (ADMINISTRATOR | MANAGE_ROLES)) !== 0n) return undefined;
  const fix = "Server settings, Roles, the bot's role: switch Manage Roles on.";
  return bad("discord_permission", "the bot lacks Manage Roles", "Discord then rejects every change of a role.", fix);
}

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

function managedRolesOf({ bot, plans }: Configuration): string[] {
  const single = plans.length === 0 && bot?.MODDY_PREMIUM_ROLE_ID ? [bot.MODDY_PREMIUM_ROLE_ID] : [];
  return [...new Set([...plans.flatMap((plan) => plan.role_ids), ...single])];
}

async function readRoles({ getFromDiscord, configuration }: CheckContext) {
  const self = bodyOf(await getFromDiscord("/users/@me"), user);
  const guildId = configuration.bot?.MODDY_GUILD_ID ?? "";
  const server = bodyOf(await getFromDiscord(`/guilds/${guildId}`), guild);
  const answer = await getFromDiscord(`/guilds/${guildId}/members/${self?.id ?? ""}`);
  const held = bodyOf(answer, member)?.roles;
  return { answer, guildId, roles: server?.roles ?? [], held };
}

/** The bot's permission, and its top role compared with every managed role. */
export const discordRoles: Check = {
  id: "discord_roles",
  title: "Discord roles",
  run: async (context) => {
    const { answer, guildId, roles, held } = await readRoles(context);
    const problem = checkDiscordAnswer(answer);
    if (problem !== undefined) return problem;
    if (held === undefined) return skipped("Discord's answer does not have the bot's roles");
    const own = roles.filter(({ id }) => held.includes(id));
    const everyone = roles.filter(({ id }) => id === guildId);
    const top = findTopRole(own);
    const managed = managedRolesOf(context.configuration);
    const finding =
      checkPermission([...own, ...everyone]) ??
      managed.map((id) => checkRole(id, roles, top)).find((one) => one !== undefined);
    return finding ?? ok(`Manage Roles; ${managed.length} managed roles, all below the bot's`);
  },
};
