import { reachOf } from "../../network/reach.ts";
import type { PortState } from "../../ports/inspect-port.ts";
import type { Check } from "../check.ts";
import type { CheckContext } from "../check-context.ts";
import { explainStart } from "../explain-start.ts";
import { bad, type Finding, ok, warn } from "../finding.ts";
import { addressesOf, identifyPortHolder, isInUse, type PortHolder } from "../own/identify-port-holder.ts";

function describeProcess({ ipv4, ipv6 }: PortState): string {
  const known = [...ipv6.listeners, ...ipv4.listeners].find(({ pid }) => pid !== null);
  return known === undefined ? "a process of another user" : `process ${known.pid} (${known.command})`;
}

function explainPortHolder(
  { own, peer }: Pick<CheckContext, "own" | "peer">,
  holder: PortHolder,
  { port, variable }: { port: PortState; variable: string },
): Finding {
  const process = describeProcess(port);
  if (holder === "silent") {
    return bad(
      "port_silent",
      `port ${port.port}: ${process} accepts connections but does not answer`,
      `This is the ${own.title} and it hangs, or another program uses the ${own.title}'s port.`,
      `Read the ${own.title}'s log and restart it. If another program uses the port: stop that program, or change ${variable}.`,
    );
  }
  const who = {
    own: `The ${own.title}'s internal API`,
    peer: `The ${peer.title}`,
    public: "A public port of Moddy",
    other: "Another program",
  };
  const cause = `${who[holder]} uses the port that the ${own.title} needs.`;
  const fix = `Stop it, or set ${variable} to a free port. \`moddy ports\` shows which ports are free.`;
  return bad("port_taken", `port ${port.port} is in use by ${process}`, cause, fix);
}

async function checkPortHolders(context: CheckContext): Promise<Finding | undefined> {
  const ports = await context.inspectOwnPorts();
  for (const [port, variable, expected] of [
    [ports.internal, "INTERNAL_PORT", "own"],
    [ports.public, "PORT", "public"],
  ] as const) {
    if (!isInUse(port)) continue;
    const holder = await identifyPortHolder(context, port);
    if (holder !== expected) return explainPortHolder(context, holder, { port, variable });
  }
  return undefined;
}

/** Whether the peer's host can reach our internal port. */
async function checkReach(context: CheckContext): Promise<Finding | undefined> {
  const { own, peer, configuration, resolvePeer } = context;
  const { internal } = await context.inspectOwnPorts();
  const bound = isInUse(internal) ? addressesOf(internal) : [configuration.variables.INTERNAL_HOST];
  const { addresses } = await resolvePeer();
  const isElsewhere = addresses.every(({ address }) => reachOf(address) !== "this host");
  if (bound.length === 0 || addresses.length === 0 || !isElsewhere) return undefined;
  const fix = `Set INTERNAL_HOST=:: for the ${own.title} and restart it.`;
  const found = `port ${internal.port} is bound to ${bound.join(", ")}`;
  if (bound.every((address) => address === "localhost" || reachOf(address) === "this host")) {
    const cause = `Only programs on this host can connect to it, but the ${peer.title} is on another host.`;
    return bad("port_loopback", found, cause, fix);
  }
  if (bound.every((address) => !address.includes(":")) && addresses.every(({ family }) => family === 6)) {
    const cause = `Wrong family: the port accepts IPv4 alone, but the ${peer.title}'s network uses IPv6.`;
    return bad("port_wrong_family", found, cause, fix);
  }
  return undefined;
}

function describePort(port: PortState, title: string): string {
  if (!isInUse(port)) return `port ${port.port} is free`;
  const families = [port.ipv6.state === "in use" ? "IPv6" : "", port.ipv4.state === "in use" ? "IPv4" : ""];
  const pid = [...port.ipv6.listeners, ...port.ipv4.listeners][0]?.pid;
  const reach = port.reach === null ? "" : `reached from: ${port.reach}`;
  const facts = [pid ? `process ${pid}` : "", families.filter(Boolean).join(" and "), reach].filter(Boolean);
  return `port ${port.port} is the ${title}'s (${facts.join(", ")})`;
}

/** Our ports: free or ours, and reachable for the other service. */
export const ownPorts: Check = {
  id: "own_ports",
  title: "own ports",
  run: async (context) => {
    const { cli, own } = context;
    const ports = await context.inspectOwnPorts();
    const denied = [ports.internal, ports.public].find(({ ipv6 }) => ipv6.state === "not permitted");
    if (denied !== undefined) {
      const variable = denied === ports.internal ? "INTERNAL_PORT" : "PORT";
      const cause = "This user may not open ports below 1024.";
      const fix = `Set ${variable} to 1024 or above.`;
      return bad("port_not_permitted", `no permission to open port ${denied.port}`, cause, fix);
    }
    const finding = (await checkPortHolders(context)) ?? (await checkReach(context));
    if (finding !== undefined) return finding;
    const publicPort = describePort(ports.public, own.title);
    if (isInUse(ports.internal)) return ok(`${describePort(ports.internal, own.title)}; ${publicPort}`);
    const found = `port ${ports.internal.port} is free: the ${own.title} is not running here; ${publicPort}`;
    return warn("not_running", found, explainStart(cli, own));
  },
};
