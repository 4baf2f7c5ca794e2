import { ApplicationCommandOptionType, ApplicationCommandType, PermissionFlagsBits } from "discord.js";
import type { CommandForm } from "../../discord/commands-api.ts";

const type = ApplicationCommandType.ChatInput;

/** The slash commands that the bot offers. */
export const commandDefinitions = [
  { type, name: "account", description: "Shows your account and your subscription" },
  { type, name: "sync", description: "Brings your roles up to date with your subscription" },
  {
    type,
    name: "roles",
    description: "Shows which roles of a member come from their plan, and which were given by hand",
    // Staff alone: Discord offers the command to those who may manage roles.
    default_member_permissions: PermissionFlagsBits.ManageRoles.toString(),
    options: [
      {
        type: ApplicationCommandOptionType.User,
        name: "member",
        description: "Whose roles",
        required: true,
      },
    ],
  },
] as const satisfies readonly CommandForm[];

/** The name of a slash command. */
export type CommandName = (typeof commandDefinitions)[number]["name"];

/** Whether the bot offers a command of this name. */
export function isOffered(name: string): name is CommandName {
  return commandDefinitions.some((definition) => definition.name === name);
}
