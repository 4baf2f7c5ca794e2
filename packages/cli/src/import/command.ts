import { Command } from "commander";
import { parseOrigin } from "../arguments.ts";
import type { CliContext } from "../context.ts";
import { locateService } from "../pair/locate-service.ts";
import { UsageError } from "../pair/usage-error.ts";
import { runImport } from "./run-import.ts";

interface ImportOptions {
  readonly start: boolean;
  readonly status: boolean;
  readonly json: boolean;
  readonly url?: string;
}

/** `moddy import` */
export function importCommand(context: CliContext, finish: (status: number) => void): Command {
  return new Command("import")
    .summary("read all subscriptions from Stripe, also those from before")
    .description(
      "Counts all subscriptions in Stripe, and says which plans they give and which prices the plan catalogue lacks. With " +
        "--start it also takes them over. The backend does that by itself at its first start; until it has ended once, " +
        "nobody loses a role. Stopping this command does not stop the import.",
    )
    .option("--start", "take the subscriptions over", false)
    .option("--status", "only show how far the last import is", false)
    .option("--json", "print JSON on one line", false)
    .option("--url <address>", "the backend's internal address (default: from the environment)", parseOrigin)
    .action(async ({ url, start, status, json }: ImportOptions) => {
      if (start && status) throw new UsageError("--start and --status exclude each other.");
      const act = status ? "show" : start ? "import" : "count";
      finish(await runImport(context, { act, json, baseUrl: url ?? locateService("backend", context.env) }));
    });
}
