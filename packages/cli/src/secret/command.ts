import { Command } from "commander";
import { parseOrigin } from "../arguments.ts";
import type { CliContext } from "../context.ts";
import { locateService } from "../pair/locate-service.ts";
import { runRotation } from "./rotate/run-rotation.ts";
import { showSecret } from "./show-secret.ts";

/** `moddy secret` and `moddy secret rotate` */
export function secretCommand(context: CliContext, finish: (status: number) => void): Command {
  const rotate = new Command("rotate")
    .summary("change the secret without downtime")
    .description(
      "Generates a new secret, shows what to set on which side, and checks both sides until each step is done. Changes nothing.",
    )
    .option("--bot <address>", "the bot's internal address (default: from the environment)", parseOrigin)
    .option("--backend <address>", "the backend's internal address (default: from the environment)", parseOrigin)
    .option("--once", "check once, show the next step and exit", false)
    .action(async ({ bot, backend, once }: { bot?: string; backend?: string; once: boolean }) => {
      const urls = {
        bot: bot ?? locateService("bot", context.env),
        backend: backend ?? locateService("backend", context.env),
      };
      finish(await runRotation(context, { urls, once }));
    });
  return new Command("secret")
    .summary("generate the shared secret, and show where to set it")
    .description("Prints a new secret (32 random bytes, URL-safe) and where to set it in both services.")
    .action(() => finish(showSecret(context)))
    .addCommand(rotate);
}
