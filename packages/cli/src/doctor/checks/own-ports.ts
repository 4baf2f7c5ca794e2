import { reachOf } from "../../network/reach.ts";
import type { PortState } from "../../ports/inspect-port.ts";
import type { Check } from "../check.ts";
import type { Examination } from "../examination.ts";
import { bad, type Finding, ok } from "../finding.ts";
import { errorCodeOf, greet, healthOf } from "../peer/greet.ts";

function isHeld({ ipv4, ipv6 }: PortState): boolean {
  return ipv4.state === "held" || ipv6.state === "held";
}

function holderOf({ ipv4, ipv6 }: PortState): string {
  const known = [...ipv6.listeners, ...ipv4.listeners].find(({ pid }) => pid !== null);
  return known === undefined ? "a process of another user" : `process ${known.pid} (${known.command})`;
}

function addressesOf({ ipv4, ipv6 }: PortState): string[] {
  return [...new Set([...ipv6.listeners, ...ipv4.listeners].map(({ address }) => address))];
}

function originOf(port: PortState): string {
  const [address] = addressesOf(port);
  const host = address === undefined || address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "::1" : address;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port.port}`;
}

type Tenant = "own" | "peer" | "public" | "stranger";

/** Who answers on one of our ports; who does not look like Moddy is never sent the secret. */
async function tenantOf({ context, own, configuration }: Examination, port: PortState): Promise<Tenant> {
  const origin = originOf(port);
  const code = errorCodeOf(await greet(origin, undefined, context));
  if (code === "not_found") return "public";
  if (code !== "missing_authorization" && code !== "unavailable") return "stranger";
  const health = healthOf(await greet(origin, configuration.variables.INTERNAL_API_SECRET, context));
  return health === undefined || health.service === own.name ? "own" : "peer";
}

function taken(examination: Examination, port: PortState, variable: string, by: string): Finding {
  const { own } = examination;
  return bad(
    "port_taken",
    `port ${port.port} is held by ${holderOf(port)}`,
    `${by} has the port that the ${own.title} needs.`,
    `Stop it, or set ${variable} to a free port; \`moddy ports\` shows which are.`,
  );
}

async function judgeTenants(examination: Examination): Promise<Finding | undefined> {
  const { own, peer } = examination;
  const ports = await examination.inspectOwnPorts();
  for (const [port, variable, wanted] of [
    [ports.internal, "INTERNAL_PORT", "own"],
    [ports.public, "PORT", "public"],
  ] as const) {
    if (!isHeld(port)) continue;
    const tenant = await tenantOf(examination, port);
    if (tenant === wanted) continue;
    const by = {
      own: `The ${own.title} itself`,
      peer: `The ${peer.title}`,
      public: "A public port",
      stranger: "Another program",
    };
    return taken(examination, port, variable, by[tenant]);
  }
  return undefined;
}

/** Whether the internal port can be reached from where the peer is. */
async function judgeReach(examination: Examination): Promise<Finding | undefined> {
  const { own, peer, configuration, resolvePeer } = examination;
  const { internal } = await examination.inspectOwnPorts();
  const bound = isHeld(internal) ? addressesOf(internal) : [configuration.variables.INTERNAL_HOST];
  const { addresses } = await resolvePeer();
  const away = addresses.filter(({ address }) => reachOf(address) !== "this host");
  if (bound.length === 0 || away.length === 0 || away.length < addresses.length) return undefined;
  const fix = `Set INTERNAL_HOST=:: on the ${own.title} and restart it.`;
  const found = `port ${internal.port} is bound to ${bound.join(", ")}`;
  if (bound.every((address) => address === "localhost" || reachOf(address) === "this host")) {
    return bad("port_loopback", found, `Only this host reaches it, and the ${peer.title} is on another one.`, fix);
  }
  if (bound.every((address) => !address.includes(":")) && away.every(({ family }) => family === 6)) {
    const cause = `Wrong family: it takes IPv4 alone, and the network that the ${peer.title} is in is IPv6.`;
    return bad("port_wrong_family", found, cause, fix);
  }
  return undefined;
}

function describe(port: PortState, title: string): string {
  if (!isHeld(port)) return `${port.port} is free`;
  const families = [port.ipv6.state === "held" ? "IPv6" : "", port.ipv4.state === "held" ? "IPv4" : ""].filter(Boolean);
  const pid = [...port.ipv6.listeners, ...port.ipv4.listeners][0]?.pid;
  const facts = [pid ? `process ${pid}` : "", families.join(" and "), port.reach ?? ""].filter(Boolean);
  return `${port.port} is the ${title}'s (${facts.join(", ")})`;
}

/** Our ports: free or ours, and reachable for the other side. */
export const ownPorts: Check = {
  id: "own_ports",
  title: "own ports",
  run: async (examination) => {
    const { own, configuration } = examination;
    const ports = await examination.inspectOwnPorts();
    const denied = [ports.internal, ports.public].find(({ ipv6 }) => ipv6.state === "not permitted");
    if (denied !== undefined) {
      const variable = denied === ports.internal ? "INTERNAL_PORT" : "PORT";
      const cause = "Ports below 1024 need a right that this user has not.";
      return bad(
        "port_not_permitted",
        `port ${denied.port} may not be opened`,
        cause,
        `Set ${variable} to 1024 or above.`,
      );
    }
    const finding = (await judgeTenants(examination)) ?? (await judgeReach(examination));
    if (finding !== undefined) return finding;
    const host = isHeld(ports.internal) ? "" : ` (INTERNAL_HOST is ${configuration.variables.INTERNAL_HOST})`;
    return ok(`${describe(ports.internal, own.title)}${host}; ${describe(ports.public, own.title)}`);
  },
};
