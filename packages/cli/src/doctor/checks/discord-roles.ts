import type { Check } from "../check.ts";
import type { Configuration } from "../configuration.ts";
import { judgeAnswer } from "../discord/ask-discord.ts";
import { isAbove, topRole } from "../discord/compare-roles.ts";
import { bodyOf, guild, member, type Role, user } from "../discord/wire.ts";
import type { Examination } from "../examination.ts";
import { bad, type Finding, ok, skipped } from "../finding.ts";

// Source: Discord, "Bitwise Permission Flags".
const ADMINISTRATOR = 1n << 3n;
const MANAGE_ROLES = 1n << 28n;

function judgePermission(held: readonly Role[]): Finding | undefined {
  const permissions = held.reduce((all, role) => all | BigInt(role.permissions), 0n);
  if ((permissions & (ADMINISTRATOR | MANAGE_ROLES)) !== 0n) return undefined;
  const fix = "Server settings, Roles, the bot's role: switch Manage Roles on.";
  return bad("discord_permission", "the bot lacks Manage Roles", "Discord then refuses every change of a role.", fix);
}

function judgeRole(id: string, roles: readonly Role[], top: Role | undefined): Finding | undefined {
  const role = roles.find((one) => one.id === id);
  if (role === undefined) {
    const fix = "Correct the role id in the plan catalogue (PLANS_FILE) or in MODDY_PREMIUM_ROLE_ID.";
    return bad("discord_role_unknown", `the server has no role ${id}`, "A plan names a role that is not there.", fix);
  }
  if (role.managed) {
    const cause = "The role belongs to a bot or an integration, and nobody can give it.";
    return bad("discord_role_managed", `role "${role.name}" cannot be given`, cause, "Name another role in the plan.");
  }
  if (top !== undefined && isAbove(top, role)) return undefined;
  const cause = `It stands at or above the bot's top role${top === undefined ? "" : ` "${top.name}"`}, so Discord refuses to give it.`;
  const fix = `Server settings, Roles: drag the bot's role above "${role.name}".`;
  return bad("discord_role_too_high", `role "${role.name}" is out of the bot's reach`, cause, fix);
}

function managedRolesOf({ bot, plans }: Configuration): string[] {
  const single = plans.length === 0 && bot?.MODDY_PREMIUM_ROLE_ID ? [bot.MODDY_PREMIUM_ROLE_ID] : [];
  return [...new Set([...plans.flatMap((plan) => plan.role_ids), ...single])];
}

async function readRoles({ askDiscord, configuration }: Examination) {
  const self = bodyOf(await askDiscord("/users/@me"), user);
  const guildId = configuration.bot?.MODDY_GUILD_ID ?? "";
  const server = bodyOf(await askDiscord(`/guilds/${guildId}`), guild);
  const answer = await askDiscord(`/guilds/${guildId}/members/${self?.id ?? ""}`);
  const held = bodyOf(answer, member)?.roles;
  return { answer, guildId, roles: server?.roles ?? [], held };
}

/** The bot's permission and its top role against every managed role. */
export const discordRoles: Check = {
  id: "discord_roles",
  title: "Discord roles",
  run: async (examination) => {
    const { answer, guildId, roles, held } = await readRoles(examination);
    const trouble = judgeAnswer(answer);
    if (trouble !== undefined) return trouble;
    if (held === undefined) return skipped("Discord told no roles of the bot");
    const own = roles.filter(({ id }) => held.includes(id));
    const everyone = roles.filter(({ id }) => id === guildId);
    const top = topRole(own);
    const managed = managedRolesOf(examination.configuration);
    const finding =
      judgePermission([...own, ...everyone]) ??
      managed.map((id) => judgeRole(id, roles, top)).find((one) => one !== undefined);
    return finding ?? ok(`Manage Roles; ${managed.length} managed roles, all below the bot's`);
  },
};
