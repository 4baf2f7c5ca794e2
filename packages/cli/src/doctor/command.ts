import type { ServiceName } from "@moddy/schemas";
import { Command, Option } from "commander";
import type { CliContext } from "../context.ts";
import { runOrWatch, type Watch, watchOption } from "../run-or-watch.ts";
import { showDoctor } from "./show-doctor.ts";

/** `moddy doctor` */
export function doctorCommand(context: CliContext, finish: (status: number) => void): Command {
  return new Command("doctor")
    .summary("find what is wrong with the pair, why, and how to fix it")
    .description(
      "Checks in this order: configuration, secret, own ports, the peer's name, TCP, HTTP, bearer, clocks, contract, the " +
        "way back, the database, and Discord or Stripe. Stops at the first cause. Exit status: 0 if all is good, else 1.",
    )
    .addOption(
      new Option("--from <service>", "the side to check (default: the one whose keys the environment has)").choices([
        "bot",
        "backend",
      ]),
    )
    .option("--json", "print JSON, one line per side", false)
    .addOption(watchOption())
    .action(async ({ from, json, watch }: { from?: ServiceName; json: boolean; watch?: Watch }) => {
      finish(await runOrWatch(context, watch, () => showDoctor(context, { from, json })));
    });
}
