import type { CliContext } from "../context.ts";
import { resolveName } from "../network/resolve-name.ts";
import { formatTable } from "../terminal/format-table.ts";
import { paint } from "../terminal/paint.ts";
import { type ProbeResult, probePort } from "./probe-port.ts";

const EXPLANATIONS: Readonly<Record<ProbeResult["state"], string>> = {
  open: "a program listens on the port",
  refused: "the host answers, but no program listens on this port in this family",
  filtered: "no answer: a firewall drops the connection, or the host is in another network",
  unreachable: "no route: this host has no such family or network, or a firewall rejects the connection",
  reset: "a firewall or a proxy on the way closed the connection",
  denied: "a firewall forbids the connection, on this machine or on the way",
  failed: "the connection failed",
  unresolved: "the name has no address: it is misspelled, does not exist yet, or belongs to another network",
};

function rowOf(context: CliContext, result: ProbeResult): string[] {
  const state = paint(context.terminal, result.state === "open" ? "good" : "bad", result.state);
  const family = result.family === null ? "" : `IPv${result.family}`;
  const latency = result.ms === null ? "" : `${result.ms.toFixed(1)} ms`;
  return [String(result.port), result.address ?? "", family, state, latency];
}

/** `moddy probe`: shows what each port of a host answers. Returns 0 if every port is open on at least one address. */
export async function showProbe(
  context: CliContext,
  { host, ports, timeoutMs, json }: { host: string; ports: readonly number[]; timeoutMs: number; json: boolean },
): Promise<number> {
  const resolution = await resolveName(host);
  const results = (await Promise.all(ports.map((port) => probePort(resolution, port, timeoutMs)))).flat();
  const allOpen = ports.every((port) => results.some((result) => result.port === port && result.state === "open"));
  if (json) {
    context.terminal.out(JSON.stringify(results));
    return allOpen ? 0 : 1;
  }
  const rows = results.map((result) => rowOf(context, result));
  for (const line of formatTable([["PORT", "ADDRESS", "FAMILY", "STATE", "LATENCY"], ...rows])) {
    context.terminal.out(line);
  }
  context.terminal.out("");
  for (const state of new Set(results.map((result) => result.state))) {
    context.terminal.out(paint(context.terminal, "quiet", `${state}: ${EXPLANATIONS[state]}`));
  }
  return allOpen ? 0 : 1;
}
