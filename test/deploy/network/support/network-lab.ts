import { execFile } from "node:child_process";
import { appendFile, mkdir, rm, writeFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
const LOCAL_NAMES = "127.0.0.1 localhost\n::1 localhost\n";

/** Two hosts with a router between them, on IPv6 alone; names are those of each host's own hosts file. */
export interface NetworkLab {
  /** What goes before a command to run it on a host. */
  on(host: Host): readonly string[];
  /** What the router does with what is sent to an address: nothing, say that there is no way, or forbid it. */
  route(kind: "blackhole" | "unreachable" | "prohibit", address: string): Promise<void>;
  clearRoutes(): Promise<void>;
  /** Makes a name known on a host. */
  addName(host: Host, address: string, name: string): Promise<void>;
  forgetNames(host: Host): Promise<void>;
  /** Runs shell commands on a host. */
  shell(host: Host, commands: string): Promise<void>;
  close(): Promise<void>;
}

/** `here` is the bot's host, `there` the backend's, `way` the router. */
export type Host = "here" | "there" | "way";

/** The hosts' addresses; the router has one on each side. */
export const ADDRESSES = {
  here: "fd12:1::20",
  there: "fd12:2::10",
  wayHere: "fd12:1::1",
  wayThere: "fd12:2::1",
} as const;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function removeHost(namespace: string): Promise<void> {
  const { stdout } = await run("ip", ["netns", "pids", namespace]);
  for (const pid of stdout.split("\n").filter(Boolean)) if (isAlive(Number(pid))) process.kill(Number(pid));
  await run("ip", ["netns", "del", namespace]);
  await rm(`/etc/netns/${namespace}`, { recursive: true, force: true });
}

/** What an earlier test process that was killed left behind. */
async function removeLeftovers(): Promise<void> {
  const { stdout } = await run("ip", ["netns", "list"]);
  for (const [namespace, pid] of stdout.matchAll(/^moddy(\d+)-(?:here|there|way)/gm)) {
    if (!isAlive(Number(pid))) await removeHost(namespace);
  }
}

/** Builds the lab, with names of this process's own. */
export async function buildNetworkLab(): Promise<NetworkLab> {
  const name = (host: Host) => `moddy${process.pid}-${host}`;
  const ip = async (line: string) => {
    await run("ip", line.split(" "));
  };
  const routes: string[] = [];
  await removeLeftovers();
  for (const host of ["here", "there", "way"] as const) {
    await ip(`netns add ${name(host)}`);
    await ip(`-n ${name(host)} link set lo up`);
    await mkdir(`/etc/netns/${name(host)}`, { recursive: true });
    // A test may put a DNS server on `here`; nobody answers `there`.
    const server = host === "here" ? "::1" : "fd12:9::53";
    await writeFile(`/etc/netns/${name(host)}/resolv.conf`, `nameserver ${server}\noptions timeout:1 attempts:1\n`);
    await writeFile(`/etc/netns/${name(host)}/hosts`, LOCAL_NAMES);
  }
  for (const [host, own, router] of [
    ["here", ADDRESSES.here, ADDRESSES.wayHere],
    ["there", ADDRESSES.there, ADDRESSES.wayThere],
  ] as const) {
    await ip(`-n ${name("way")} link add to-${host} type veth peer name eth0 netns ${name(host)}`);
    await ip(`-n ${name(host)} addr add ${own}/64 dev eth0 nodad`);
    await ip(`-n ${name("way")} addr add ${router}/64 dev to-${host} nodad`);
    await ip(`-n ${name(host)} link set eth0 up`);
    await ip(`-n ${name("way")} link set to-${host} up`);
    await ip(`-n ${name(host)} route add default via ${router}`);
  }
  await ip(`netns exec ${name("way")} sysctl -qw net.ipv6.conf.all.forwarding=1`);
  // Nobody is there: what is sent to it vanishes.
  await ip(`-n ${name("way")} route add blackhole fd12:9::/64`);
  const clearRoutes = async () => {
    for (const route of routes.splice(0)) await ip(`-n ${name("way")} route del ${route}`);
  };
  return {
    on: (host) => ["ip", "netns", "exec", name(host)],
    route: async (kind, address) => {
      await ip(`-n ${name("way")} route add ${kind} ${address}/128`);
      routes.push(`${kind} ${address}/128`);
    },
    clearRoutes,
    addName: (host, address, of) => appendFile(`/etc/netns/${name(host)}/hosts`, `${address} ${of}\n`),
    shell: async (host, commands) => {
      await run("ip", ["netns", "exec", name(host), "sh", "-ec", commands]);
    },
    forgetNames: (host) => writeFile(`/etc/netns/${name(host)}/hosts`, LOCAL_NAMES),
    close: async () => {
      for (const host of ["here", "there", "way"] as const) await removeHost(name(host));
    },
  };
}
