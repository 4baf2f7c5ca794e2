import { Command } from "commander";
import { parseOrigin, parseSnowflake, parseSpan } from "../arguments.ts";
import type { CliContext } from "../context.ts";
import { locateService } from "../pair/locate-service.ts";
import { runLinkToken } from "./run-link-token.ts";

interface LinkTokenOptions {
  readonly expires: number;
  readonly json: boolean;
  readonly url?: string;
}

/** `moddy link-token` */
export function linkTokenCommand(context: CliContext, finish: (status: number) => void): Command {
  return new Command("link-token")
    .summary("make a token that links a purchase over a payment link to a Discord user")
    .description(
      "Makes a signed token for the client_reference_id of a payment link's address. What is bought there belongs to this " +
        "Discord user. Give the address to nobody else.",
    )
    .argument("<discord-id>", "the Discord user's id", parseSnowflake)
    .option("--expires <span>", "how long it is valid, 1m to 7d", parseSpan, 3_600)
    .option("--json", "print JSON on one line", false)
    .option("--url <address>", "the backend's internal address (default: from the environment)", parseOrigin)
    .action(async (discordId: string, { expires, json, url }: LinkTokenOptions) => {
      const baseUrl = url ?? locateService("backend", context.env);
      finish(await runLinkToken(context, { discordId, expiresInSeconds: expires, baseUrl, json }));
    });
}
