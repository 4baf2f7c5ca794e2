import type { ServiceName } from "@moddy/schemas";
import { parsePort } from "../arguments.ts";
import type { CliContext } from "../context.ts";
import { detectSide } from "../pair/detect-side.ts";
import { SERVICES } from "../pair/services.ts";
import { UsageError } from "../pair/usage-error.ts";
import { paint } from "../terminal/paint.ts";
import { openingsOf } from "./openings.ts";
import { FIREWALLS, type Firewall, type Rules, rulesFor } from "./rules.ts";

/** The rules for one service and one firewall. */
interface ServiceRules extends Rules {
  readonly service: ServiceName;
  readonly firewall: Firewall;
}

/** The options of `moddy firewall`; undefined means every service or every firewall. */
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
    throw new UsageError(`${variable} is not a port: set it to a number from 1 to 65535.`);
  }
}

function listRules({ env }: CliContext, { service, firewall, peers }: FirewallOptions): ServiceRules[] {
  const side = service ?? detectSide(env);
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

function printRules({ terminal }: CliContext, { service, firewall, note, open, close }: ServiceRules): void {
  terminal.out(paint(terminal, "strong", `# ${service}'s host, ${firewall}: open`));
  terminal.out(paint(terminal, "quiet", `# ${note}`));
  for (const line of open) terminal.out(line);
  terminal.out(paint(terminal, "strong", `# ${service}'s host, ${firewall}: undo`));
  for (const line of close) terminal.out(line);
  terminal.out("");
}

/** `moddy firewall`: prints the rules that open what a service needs, and the commands that undo them. Changes nothing. */
export function showFirewall(context: CliContext, options: FirewallOptions): number {
  const { terminal } = context;
  const all = listRules(context, options);
  if (options.json) {
    terminal.out(JSON.stringify(all));
    return 0;
  }
  for (const rules of all) printRules(context, rules);
  terminal.err("Nothing was changed: run the commands yourself. --peer limits the internal port to the other service.");
  return 0;
}
