import { type DiscordNeeds, formatInviteLink } from "@moddy/cli";
import { code, page, table } from "../markdown.ts";

/** The page on what the bot needs of Discord. */
export function discordPage(needs: DiscordNeeds): string {
  const permissions = needs.permissions.map(({ title, name, scope, features }) => [
    title,
    code(name),
    scope === "server" ? "the server" : `the fallback channel (${code("MODDY_FALLBACK_CHANNEL_ID")}), if there is one`,
    features.map(code).join(", "),
  ]);
  const intents = needs.intents.map(({ title, name, flags, features }) => [
    title,
    code(name),
    flags === null ? "no" : "yes",
    features.map(code).join(", "),
  ]);
  return page(
    "What the bot needs of Discord",
    "Each feature of the bot declares the permissions and gateway intents that it needs. The doctor checks them, and the " +
      "invite link contains them.",
    "## Permissions",
    table(["permission", "Discord's name", "where", "needed by"], permissions),
    `A person who may manage the server opens the invite link. It has this form; ${code("npx moddy invite")} prints it with the ` +
      "id of your application:",
    `\`\`\`text\n${formatInviteLink("<application id>", needs).replace("%3Capplication+id%3E", "<application id>")}\n\`\`\``,
    "Opened again, the link gives a bot that is in the server the permissions that it lacks. The bot's role must also be above " +
      "the roles that it gives: Server Settings, Roles, drag it up.",
    "## Gateway intents",
    table(["intent", "Discord's name", "privileged", "needed by"], intents),
    "A privileged intent is off until a person switches it on: Discord developer portal, Bot, Privileged Gateway Intents.",
  );
}
