import type { ServiceName } from "@moddy/schemas";
import { parsePort } from "../arguments.ts";
import type { CliContext } from "../context.ts";
import { guessSide } from "../pair/guess-side.ts";
import { SERVICES } from "../pair/services.ts";
import { UsageError } from "../pair/usage-error.ts";
import { paint } from "../terminal/paint.ts";
import { openingsOf } from "./openings.ts";
import { FIREWALLS, type Firewall, type Rules, rulesFor } from "./rules.ts";

/** What is printed for one service and one firewall. */
interface Sheet extends Rules {
  readonly service: ServiceName;
  readonly firewall: Firewall;
}

/** How the rules are asked for; `service` and `firewall` are undefined for all there are. */
export interface FirewallOptions {
  readonly service: ServiceName | undefined;
  readonly firewall: Firewall | undefined;
  readonly peers: readonly string[];
  readonly json: boolean;
}

function portOf(variable: string, value: string | undefined, fallback: number): number {
  if (!value) return fallback;
  try {
    return parsePort(value);
  } catch {
    throw new UsageError(`${variable} is no port: set it to a number from 1 to 65535.`);
  }
}

function sheetsOf({ env }: CliContext, { service, firewall, peers }: FirewallOptions): Sheet[] {
  const side = service ?? guessSide(env);
  return (side === undefined ? (["bot", "backend"] as const) : [side]).flatMap((one) => {
    const { internalPort, publicPort } = SERVICES[one];
    const own = one === side ? env : {};
    const openings = openingsOf(one, {
      internalPort: portOf("INTERNAL_PORT", own["INTERNAL_PORT"], internalPort),
      publicPort: portOf("PORT", own["PORT"], publicPort),
      peers,
    });
    return (firewall === undefined ? FIREWALLS : [firewall]).map((kind) => ({
      service: one,
      firewall: kind,
      ...rulesFor(kind, openings),
    }));
  });
}

function printSheet({ terminal }: CliContext, { service, firewall, note, open, close }: Sheet): void {
  terminal.out(paint(terminal, "strong", `# ${service}'s host, ${firewall}: open`));
  terminal.out(paint(terminal, "quiet", `# ${note}`));
  for (const line of open) terminal.out(line);
  terminal.out(paint(terminal, "strong", `# ${service}'s host, ${firewall}: take back`));
  for (const line of close) terminal.out(line);
  terminal.out("");
}

/** `moddy firewall`: prints the rules that open what a service needs, and those that take them back. Changes nothing. */
export function showFirewall(context: CliContext, options: FirewallOptions): number {
  const { terminal } = context;
  const sheets = sheetsOf(context, options);
  if (options.json) {
    terminal.out(JSON.stringify(sheets));
    return 0;
  }
  for (const sheet of sheets) printSheet(context, sheet);
  terminal.err("Nothing was changed: these are for you to run. --peer narrows the internal port to the other service.");
  return 0;
}
