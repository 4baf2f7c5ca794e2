import { Command } from "commander";
import { parseOrigin, parsePageSize } from "../arguments.ts";
import type { CliContext } from "../context.ts";
import { locateService } from "../pair/locate-service.ts";
import { runUnlinked } from "./run-unlinked.ts";

interface UnlinkedOptions {
  readonly limit: number;
  readonly all: boolean;
  readonly json: boolean;
  readonly url?: string;
}

/** `moddy unlinked` */
export function unlinkedCommand(context: CliContext, finish: (status: number) => void): Command {
  return new Command("unlinked")
    .summary("list customers who pay and whose Discord user is not known")
    .description(
      "Lists the customers who pay for a plan and whose Discord user is not known, the longest waiting first. `moddy link` " +
        "gives the plan of one to a Discord user.",
    )
    .option("--limit <count>", "customers per page, at most 500", parsePageSize, 50)
    .option("--all", "read every page", false)
    .option("--json", "print JSON on one line", false)
    .option("--url <address>", "the backend's internal address (default: from the environment)", parseOrigin)
    .action(async ({ url, ...options }: UnlinkedOptions) => {
      finish(await runUnlinked(context, { ...options, baseUrl: url ?? locateService("backend", context.env) }));
    });
}
