import { Command } from "commander";
import type { CliContext } from "../context.ts";
import { showSecret } from "./show-secret.ts";

/** `moddy secret` */
export function secretCommand(context: CliContext, finish: (status: number) => void): Command {
  return new Command("secret")
    .summary("make the shared secret, and say where it goes")
    .description("Prints a new secret (32 random bytes, URL-safe) and where it goes in both services.")
    .action(() => finish(showSecret(context)));
}
