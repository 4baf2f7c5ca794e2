import { Argument, Command } from "commander";
import { parsePorts } from "../arguments.ts";
import type { CliContext } from "../context.ts";
import { lookOrWatch, type Watch, watchOption } from "../watch.ts";
import { showPorts } from "./show-ports.ts";

/** `moddy ports [PORT…]` */
export function portsCommand(context: CliContext, finish: (status: number) => void): Command {
  return new Command("ports")
    .summary("who holds each port, and from where it can be reached")
    .description(
      "Says for each port whether it is free on IPv6 and IPv4, which process holds it, from where it can be reached, " +
        "and what to set to change it. Without ports: all of the pair.",
    )
    .addArgument(new Argument("[ports...]", "TCP ports of this machine").argParser(parsePorts))
    .option("--json", "print JSON on one line", false)
    .addOption(watchOption())
    .action(async (ports: number[] | undefined, { json, watch }: { json: boolean; watch?: Watch }) => {
      finish(await lookOrWatch(context, watch, () => showPorts(context, ports ?? [], json)));
    });
}
