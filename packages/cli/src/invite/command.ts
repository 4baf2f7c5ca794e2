import { Command } from "commander";
import { parseSnowflake } from "../arguments.ts";
import type { CliContext } from "../context.ts";
import { showInvite } from "./show-invite.ts";

/** `moddy invite` */
export function inviteCommand(context: CliContext, finish: (status: number) => void): Command {
  return new Command("invite")
    .summary("print the link that invites the bot to a server")
    .description(
      "Prints the link that invites the bot with exactly the permissions that its features need. Opened again, the link " +
        "gives a bot that is in the server the permissions that it lacks.",
    )
    .option(
      "--application-id <id>",
      "the Discord application's id (default: read from Discord with DISCORD_TOKEN)",
      parseSnowflake,
    )
    .action(async ({ applicationId }: { applicationId?: string }) => finish(await showInvite(context, applicationId)));
}
