import { Command } from "commander";
import { parseOrigin } from "../arguments.ts";
import type { CliContext } from "../context.ts";
import { locateService } from "../pair/locate-service.ts";
import { runSync } from "./run-sync.ts";

interface SyncOptions {
  readonly dryRun: boolean;
  readonly confirmRemovals: boolean;
  readonly json: boolean;
  readonly url?: string;
}

/** `moddy sync` */
export function syncCommand(context: CliContext, finish: (status: number) => void): Command {
  return new Command("sync")
    .summary("give every member the roles that they pay for, and remove the others")
    .description(
      "Compares the managed roles that every member should have with those in Discord, and sends the differences. It " +
        "requires confirmation if too many members would lose a role.",
    )
    .option("--dry-run", "only show the differences", false)
    .option("--confirm-removals", "confirm that many members lose a role", false)
    .option("--json", "print JSON on one line", false)
    .option("--url <address>", "the backend's internal address (default: from the environment)", parseOrigin)
    .action(async ({ url, ...options }: SyncOptions) => {
      finish(await runSync(context, { ...options, baseUrl: url ?? locateService("backend", context.env) }));
    });
}
