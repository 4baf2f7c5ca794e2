import { Argument, Command } from "commander";
import { parseCount, parsePorts } from "../arguments.ts";
import type { CliContext } from "../context.ts";
import { runOrWatch, type Watch, watchOption } from "../run-or-watch.ts";
import { showProbe } from "./show-probe.ts";

interface ProbeOptions {
  readonly timeout: number;
  readonly json: boolean;
  readonly watch?: Watch;
}

/** `moddy probe HOST PORT…` */
export function probeCommand(context: CliContext, finish: (status: number) => void): Command {
  return new Command("probe")
    .summary("connect to ports of another host and show the results")
    .description(
      "Connects to each port on every address of the host and shows the result: open (with latency), refused, filtered, unresolved and so on.",
    )
    .argument("<host>", "a name or an IP address")
    .addArgument(new Argument("<ports...>", "TCP ports of that host").argParser(parsePorts))
    .option("--timeout <ms>", "longest wait for an answer, in milliseconds", parseCount, 3_000)
    .option("--json", "print JSON on one line", false)
    .addOption(watchOption())
    .action(async (host: string, ports: number[], { timeout, json, watch }: ProbeOptions) => {
      finish(await runOrWatch(context, watch, () => showProbe(context, { host, ports, timeoutMs: timeout, json })));
    });
}
