import type { Check } from "../check.ts";
import type { CheckContext } from "../check-context.ts";
import { managedRolesOf } from "../configuration.ts";
import { readGivenRoles } from "../database/read-given-roles.ts";
import { checkDiscordAnswer } from "../discord/get-from-discord.ts";
import { bodyOf, type ListedMember, members } from "../discord/responses.ts";
import { type Finding, ok, skipped } from "../finding.ts";

const PAGE = 1_000;
/** A larger server is counted in part: each page is a call that the bot could make. */
const MAX_PAGES = 10;

async function listMembers(
  { getFromDiscord }: Pick<CheckContext, "getFromDiscord">,
  guildId: string,
): Promise<{ listed: ListedMember[]; isWhole: boolean } | { finding: Finding }> {
  const listed: ListedMember[] = [];
  for (let page = 0; page < MAX_PAGES; page++) {
    const after = listed.at(-1)?.user.id ?? "0";
    const answer = await getFromDiscord(`/guilds/${guildId}/members?limit=${PAGE}&after=${after}`);
    const problem = checkDiscordAnswer(answer);
    if (problem) return { finding: problem };
    const found = bodyOf(answer, members);
    if (!found) return { finding: skipped("Discord does not list the members") };
    listed.push(...found);
    if (found.length < PAGE) return { listed, isWhole: true };
  }
  return { listed, isWhole: false };
}

/** How many managed roles the bot gave, how many were given by hand, and whether those are taken, too. */
export const givenRoles: Check = {
  id: "given_roles",
  title: "given roles",
  run: async (context) => {
    const { variables, bot, isStrict } = context.configuration;
    const guildId = bot?.MODDY_GUILD_ID ?? "";
    const given = await readGivenRoles(variables.DATABASE_URL, guildId);
    if (!given) return skipped("the database does not say which roles the bot gave");
    const read = await listMembers(context, guildId);
    if ("finding" in read) return read.finding;
    const managed = new Set(managedRolesOf(context.configuration));
    const held = read.listed
      .filter(({ user }) => user.bot !== true)
      .flatMap(({ user, roles }) =>
        roles.filter((role) => managed.has(role)).map((role) => given.get(user.id)?.includes(role) ?? false),
      );
    const byBot = held.filter(Boolean).length;
    const rule = isStrict ? "managed_roles is strict: both are taken when a plan ends" : "those by hand are left alone";
    const extent = read.isWhole ? "" : ` (of the first ${read.listed.length} members)`;
    return ok(`${byBot} given by the bot, ${held.length - byBot} by hand${extent}; ${rule}`);
  },
};
