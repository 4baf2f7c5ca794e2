import type { CliContext } from "../context.ts";
import { listListeners } from "../network/list-listeners.ts";
import { formatTable } from "../terminal/format-table.ts";
import { paint } from "../terminal/paint.ts";
import { type FamilyState, inspectPort, type PortState } from "./inspect-port.ts";
import { type PairPort, pairPorts } from "./pair-ports.ts";

const HEAD = ["PORT", "USED FOR", "IPv6", "IPv4", "PROCESS", "REACHED FROM"];

function describeProcesses({ ipv6, ipv4 }: PortState): string {
  const all = [...ipv6.listeners, ...ipv4.listeners];
  const named = all.filter(({ pid }) => pid !== null).map(({ pid, command }) => `${pid} ${command}`);
  if (named.length > 0) return [...new Set(named)].join(", ");
  const inUse = ipv6.state === "in use" || ipv4.state === "in use";
  return inUse ? "a process of another user (sudo shows it)" : "";
}

function reachText({ reach, ipv6, ipv4 }: PortState): string {
  const addresses = [...new Set([...ipv6.listeners, ...ipv4.listeners].map(({ address }) => address))];
  return reach === null ? "" : `${reach} (${addresses.join(", ")})`;
}

function rowOf(context: CliContext, state: PortState, use: PairPort | undefined): string[] {
  const colour = (family: FamilyState) =>
    paint(context.terminal, family.state === "free" ? "good" : "warn", family.state);
  return [
    String(state.port),
    use?.use ?? "",
    colour(state.ipv6),
    colour(state.ipv4),
    describeProcesses(state),
    reachText(state),
  ];
}

function hints(uses: readonly PairPort[]): string[] {
  const lines: string[] = [];
  if (uses.length > 0) {
    lines.push(`To change a port under \`npm start\`, set: ${uses.map(({ variable }) => variable).join(", ")}.`);
    lines.push("In a deployment, set INTERNAL_PORT and PORT. INTERNAL_HOST sets who can reach the internal port:");
    lines.push("  ::1 this host; a private address the private network; :: everywhere.");
  }
  lines.push("Everywhere means: on every address of this machine. A firewall may still block it.");
  return lines;
}

/** `moddy ports`: shows which process holds each port and who can reach it; without ports all of the pair. Returns the exit status. */
export async function showPorts(context: CliContext, ports: readonly number[], json: boolean): Promise<number> {
  const pair = pairPorts(context.env);
  const selected = ports.length > 0 ? ports : pair.map(({ port }) => port);
  const known = await listListeners(selected);
  const states: PortState[] = [];
  for (const port of selected) states.push(await inspectPort(port, known));
  const useOf = (port: number) => pair.find((entry) => entry.port === port);
  if (json) {
    const shown = states.map((state) => ({ ...state, use: useOf(state.port)?.use ?? null }));
    context.terminal.out(JSON.stringify(shown));
    return 0;
  }
  const rows = states.map((state) => rowOf(context, state, useOf(state.port)));
  for (const line of formatTable([HEAD, ...rows])) context.terminal.out(line);
  context.terminal.out("");
  for (const line of hints(selected.flatMap((port) => useOf(port) ?? []))) {
    context.terminal.out(paint(context.terminal, "quiet", line));
  }
  return 0;
}
