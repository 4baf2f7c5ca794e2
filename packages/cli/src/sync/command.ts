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
    .summary("bring every member's roles to what they pay for")
    .description(
      "Compares what every member should have with what Discord shows, and brings them together. A sweep that would take " +
        "roles from too many of their holders stops until it is confirmed.",
    )
    .option("--dry-run", "only say what it would do", false)
    .option("--confirm-removals", "do it although the brake stopped it", false)
    .option("--json", "print JSON on one line", false)
    .option("--url <address>", "the backend's internal address (default: told by the environment)", parseOrigin)
    .action(async ({ url, ...options }: SyncOptions) => {
      finish(await runSync(context, { ...options, baseUrl: url ?? locateService("backend", context.env) }));
    });
}
