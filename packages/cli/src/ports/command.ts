import { Argument, Command } from "commander";
import { parsePorts } from "../arguments.ts";
import type { CliContext } from "../context.ts";
import { runOrWatch, type Watch, watchOption } from "../run-or-watch.ts";
import { showPorts } from "./show-ports.ts";

/** `moddy ports [PORT…]` */
export function portsCommand(context: CliContext, finish: (status: number) => void): Command {
  return new Command("ports")
    .summary("show which process holds each port, and who can reach it")
    .description(
      "Shows for each port whether it is free in IPv6 and IPv4, which process holds it, who can reach it, and which " +
        "variable changes it. Without ports: all ports of the pair.",
    )
    .addArgument(new Argument("[ports...]", "TCP ports of this machine").argParser(parsePorts))
    .option("--json", "print JSON on one line", false)
    .addOption(watchOption())
    .action(async (ports: number[] | undefined, { json, watch }: { json: boolean; watch?: Watch }) => {
      finish(await runOrWatch(context, watch, () => showPorts(context, ports ?? [], json)));
    });
}
