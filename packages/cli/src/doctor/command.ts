import type { ServiceName } from "@moddy/schemas";
import { Command, Option } from "commander";
import type { CliContext } from "../context.ts";
import { lookOrWatch, type Watch, watchOption } from "../watch.ts";
import { showDoctor } from "./show-doctor.ts";

/** `moddy doctor` */
export function doctorCommand(context: CliContext, finish: (status: number) => void): Command {
  return new Command("doctor")
    .summary("what is wrong with the pair, why, and the fix")
    .description(
      "Checks, in order: configuration, secret, own ports, the peer's name, TCP, HTTP, bearer, clocks, contract, the way " +
        "back, the database, and Discord or Stripe. Stops at the first cause. Exit status 0 if all is good, otherwise 1.",
    )
    .addOption(
      new Option("--from <service>", "which side this is (default: told by the environment)").choices([
        "bot",
        "backend",
      ]),
    )
    .option("--json", "print JSON, one line for each side", false)
    .addOption(watchOption())
    .action(async ({ from, json, watch }: { from?: ServiceName; json: boolean; watch?: Watch }) => {
      finish(await lookOrWatch(context, watch, () => showDoctor(context, { from, json })));
    });
}
