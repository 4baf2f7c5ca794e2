import { type DescribedNeeds, describeNeeds, features } from "@moddy/bot";
import type { DiscordNeeds } from "@moddy/cli";

/** The names in Discord's developer portal and settings where they are not Discord's own names with spaces. */
const TITLES: Readonly<Record<string, string>> = {
  GuildMembers: "Server Members Intent",
  GuildPresences: "Presence Intent",
  MessageContent: "Message Content Intent",
  ManageGuild: "Manage Server",
  ViewChannel: "View Channels",
  ModerateMembers: "Timeout Members",
};

function titleOf(name: string): string {
  return TITLES[name] ?? name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ");
}

/** What the bot's features need of Discord, in the form that the CLI uses. */
export function readDiscordNeeds(
  described: DescribedNeeds = describeNeeds(
    features.map((feature) => ({ feature: feature.name, ...("discord" in feature ? feature.discord : {}) })),
  ),
): DiscordNeeds {
  return {
    permissions: described.permissions.map(({ name, bit, onlyWith, features: of }) => ({
      name,
      title: titleOf(name),
      bit,
      scope: onlyWith === undefined ? "server" : "fallback channel",
      features: of,
    })),
    intents: described.intents.map(({ name, flags, features: of }) => ({
      name,
      title: titleOf(name),
      flags,
      features: of,
    })),
  };
}
