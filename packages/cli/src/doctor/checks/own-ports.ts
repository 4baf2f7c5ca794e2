import { reachOf } from "../../network/reach.ts";
import type { PortState } from "../../ports/inspect-port.ts";
import type { Check } from "../check.ts";
import type { Examination } from "../examination.ts";
import { bad, type Finding, ok, warn } from "../finding.ts";
import { howToStart } from "../how-to-start.ts";
import { addressesOf, isHeld, type Tenant, tellTenant } from "../own/tell-tenant.ts";

function holderOf({ ipv4, ipv6 }: PortState): string {
  const known = [...ipv6.listeners, ...ipv4.listeners].find(({ pid }) => pid !== null);
  return known === undefined ? "a process of another user" : `process ${known.pid} (${known.command})`;
}

function explainTenant({ own, peer }: Examination, tenant: Tenant, port: PortState, variable: string): Finding {
  const holder = holderOf(port);
  if (tenant === "silent") {
    return bad(
      "port_silent",
      `port ${port.port}: ${holder} takes connections and gives no answer`,
      `It is the ${own.title} and hangs, or another program has its port.`,
      `Look at the ${own.title}'s log and restart it. If another program has the port: stop that, or change ${variable}.`,
    );
  }
  const who = {
    own: `The ${own.title} itself`,
    peer: `The ${peer.title}`,
    public: "A public port",
    stranger: "Another program",
  };
  const cause = `${who[tenant]} has the port that the ${own.title} needs.`;
  const fix = `Stop it, or set ${variable} to a free port; \`moddy ports\` shows which are.`;
  return bad("port_taken", `port ${port.port} is held by ${holder}`, cause, fix);
}

async function judgeTenants(examination: Examination): Promise<Finding | undefined> {
  const ports = await examination.inspectOwnPorts();
  for (const [port, variable, wanted] of [
    [ports.internal, "INTERNAL_PORT", "own"],
    [ports.public, "PORT", "public"],
  ] as const) {
    if (!isHeld(port)) continue;
    const tenant = await tellTenant(examination, port);
    if (tenant !== wanted) return explainTenant(examination, tenant, port, variable);
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
    const { context, own } = examination;
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
    if (isHeld(ports.internal))
      return ok(`${describe(ports.internal, own.title)}; ${describe(ports.public, own.title)}`);
    const found = `${ports.internal.port} is free: the ${own.title} does not run here; ${describe(ports.public, own.title)}`;
    return warn("not_running", found, howToStart(context, own));
  },
};
