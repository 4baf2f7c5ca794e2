import type { ServiceName } from "@moddy/schemas";
import type { CliContext } from "../context.ts";
import { guessSide } from "../pair/guess-side.ts";
import { SERVICES } from "../pair/services.ts";
import { paint } from "../terminal/paint.ts";
import { openingsOf } from "./openings.ts";
import { FIREWALLS, type Firewall, rulesFor } from "./rules.ts";

function portOf(value: string | undefined, fallback: number): number {
  return value === undefined || value === "" ? fallback : Number(value);
}

/** `moddy firewall`: prints the rules that open what a service needs, and those that take them back. Changes nothing. */
export function showFirewall(
  context: CliContext,
  options: { service: ServiceName | undefined; firewall: Firewall | undefined; peers: readonly string[] },
): number {
  const { terminal, env } = context;
  const side = options.service ?? guessSide(env);
  for (const service of side === undefined ? (["bot", "backend"] as const) : [side]) {
    const { internalPort, publicPort } = SERVICES[service];
    const own = service === side;
    const openings = openingsOf(service, {
      internalPort: portOf(own ? env["INTERNAL_PORT"] : undefined, internalPort),
      publicPort: portOf(own ? env["PORT"] : undefined, publicPort),
      peers: options.peers,
    });
    for (const firewall of options.firewall === undefined ? FIREWALLS : [options.firewall]) {
      const { note, open, close } = rulesFor(firewall, openings);
      terminal.out(paint(terminal, "strong", `# ${service}'s host, ${firewall}: open`));
      terminal.out(paint(terminal, "quiet", `# ${note}`));
      for (const line of open) terminal.out(line);
      terminal.out(paint(terminal, "strong", `# ${service}'s host, ${firewall}: take back`));
      for (const line of close) terminal.out(line);
      terminal.out("");
    }
  }
  terminal.err("Nothing was changed: these are for you to run. --peer narrows the internal port to the other service.");
  return 0;
}
