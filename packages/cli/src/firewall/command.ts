import type { ServiceName } from "@moddy/schemas";
import { Command, Option } from "commander";
import { parseNetworks } from "../arguments.ts";
import type { CliContext } from "../context.ts";
import { FIREWALLS, type Firewall } from "./rules.ts";
import { showFirewall } from "./show-firewall.ts";

interface RulesOptions {
  readonly from?: ServiceName;
  readonly firewall?: Firewall;
  readonly peer?: string[];
  readonly json: boolean;
}

/** `moddy firewall` */
export function firewallCommand(context: CliContext, finish: (status: number) => void): Command {
  return new Command("firewall")
    .summary("print firewall rules that open exactly the needed ports")
    .description(
      "Prints firewall rules that open what a service needs, and the commands that undo them. Changes nothing.",
    )
    .addOption(
      new Option("--from <service>", "the host's service (default: the one whose keys the environment has)").choices([
        "bot",
        "backend",
      ]),
    )
    .addOption(new Option("--firewall <kind>", "only rules for this firewall").choices(FIREWALLS))
    .option(
      "--peer <address>",
      "address or network of the other service, can be repeated (default: private networks)",
      parseNetworks,
    )
    .option("--json", "print JSON on one line", false)
    .action(({ from, firewall, peer, json }: RulesOptions) => {
      finish(showFirewall(context, { service: from, firewall, peers: peer ?? [], json }));
    });
}
