import { Command } from "commander";
import { parseCustomerId, parseOrigin, parseSnowflake } from "../arguments.ts";
import type { CliContext } from "../context.ts";
import { locateService } from "../pair/locate-service.ts";
import { runLink } from "./run-link.ts";

/** `moddy link` */
export function linkCommand(context: CliContext, finish: (status: number) => void): Command {
  return new Command("link")
    .summary("link a Stripe customer to a Discord user")
    .description(
      "Gives what a Stripe customer pays for to a Discord user: the roles follow at once. A customer who was linked to " +
        "another user moves. `moddy unlinked` lists the customers who have no Discord user.",
    )
    .argument("<customer>", "the customer's id, cus_…", parseCustomerId)
    .argument("<discord-id>", "the Discord user's id", parseSnowflake)
    .option("--json", "print JSON on one line", false)
    .option("--url <address>", "the backend's internal address (default: from the environment)", parseOrigin)
    .action(async (customerId: string, discordId: string, { url, json }: { url?: string; json: boolean }) => {
      const baseUrl = url ?? locateService("backend", context.env);
      finish(await runLink(context, { customerId, discordId, baseUrl, json }));
    });
}
