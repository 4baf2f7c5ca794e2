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
    .summary("the rules that open exactly the needed ports")
    .description(
      "Prints firewall rules that open what a service needs, and those that take them back. Changes nothing.",
    )
    .addOption(
      new Option("--from <service>", "whose host (default: told by the environment)").choices(["bot", "backend"]),
    )
    .addOption(new Option("--firewall <kind>", "only for this one").choices(FIREWALLS))
    .option(
      "--peer <address>",
      "the other service's address or network, may be repeated (default: private ones)",
      parseNetworks,
    )
    .option("--json", "print JSON on one line", false)
    .action(({ from, firewall, peer, json }: RulesOptions) => {
      finish(showFirewall(context, { service: from, firewall, peers: peer ?? [], json }));
    });
}
