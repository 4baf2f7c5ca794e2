import type { CliContext } from "../context.ts";
import { DISCORD_NEEDS } from "../doctor/discord/discord-needs.generated.ts";
import { checkDiscordAnswer, createGetFromDiscord } from "../doctor/discord/get-from-discord.ts";
import { formatInviteLink } from "../doctor/discord/invite-link.ts";
import { application, bodyOf } from "../doctor/discord/responses.ts";
import { UsageError } from "../pair/usage-error.ts";

const NO_TOKEN =
  "Give --application-id (Discord developer portal, General Information), or set DISCORD_TOKEN: moddy then reads the id from Discord.";

/** The application's id, read from Discord with the bot's token; undefined if Discord does not answer, which is printed. */
async function readApplicationId(context: CliContext): Promise<string | undefined> {
  const env = { ...context.env, ...context.running?.bot };
  const token = env["DISCORD_TOKEN"];
  if (!token) throw new UsageError(NO_TOKEN);
  const base = env["DISCORD_API_BASE"] || "https://discord.com/api";
  const answer = await createGetFromDiscord({ base, token }, context)("/applications/@me");
  const id = bodyOf(answer, application)?.id;
  if (id !== undefined) return id;
  const problem = checkDiscordAnswer(answer);
  context.terminal.err(`${problem?.found ?? "Discord's answer has no application id"}.`);
  context.terminal.err(problem?.fix ?? "Give --application-id.");
  return undefined;
}

/** `moddy invite`: prints the link that invites the bot. Returns 1 if Discord does not say which application it is. */
export async function showInvite(context: CliContext, applicationId: string | undefined): Promise<number> {
  const { terminal, discordNeeds = DISCORD_NEEDS } = context;
  const id = applicationId ?? (await readApplicationId(context));
  if (id === undefined) return 1;
  terminal.out(formatInviteLink(id, discordNeeds));
  terminal.err("");
  terminal.err("The link gives the bot these permissions:");
  for (const { title, scope, features } of discordNeeds.permissions) {
    const where = scope === "server" ? "" : ", in the fallback channel";
    terminal.err(`  ${title}: needed by ${features.join(", ")}${where}`);
  }
  const privileged = discordNeeds.intents.filter(({ flags }) => flags !== null);
  if (privileged.length > 0) {
    terminal.err("Switch these on in Discord's developer portal, Bot, Privileged Gateway Intents:");
    for (const { title, features } of privileged) terminal.err(`  ${title}: needed by ${features.join(", ")}`);
  }
  return 0;
}
