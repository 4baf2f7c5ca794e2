import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import type { Test } from "tap";
import { ROOT } from "./spawn-node.ts";

const run = promisify(execFile);
const tool = (name: string): string => resolve(ROOT, "../shared/tools", name);

/** Starts Docker without the internet. */
export const DOCKER_LAB: string = tool("docker-lab");
/** Makes hosts on networks of their own. */
export const NET_LAB: string = tool("net-lab");

type Missing = string | false;

const isRoot = (): boolean => process.getuid?.() === 0;
const has = (...line: [string, ...string[]]): Promise<boolean> =>
  run(line[0], line.slice(1)).then(
    () => true,
    () => false,
  );
const needsTool = (path: string, name: string): Missing => {
  if (!existsSync(path)) return `${name} is not on this machine`;
  return isRoot() ? false : `${name} needs root`;
};
const needsCommand = async (name: string): Promise<Missing> =>
  (await has("bash", "-c", `command -v ${name}`)) ? false : `${name} is not on this machine`;

/** What some tests need of the machine; each says what is missing here, or false where nothing is. */
const LABS = {
  compose: () => needsTool(DOCKER_LAB, "docker-lab"),
  network: () => needsTool(NET_LAB, "net-lab"),
  async namespaces() {
    if (!isRoot()) return "network namespaces need root";
    const works = (await has("ip", "-V")) && existsSync("/proc/net/if_inet6");
    return works ? false : "network namespaces need iproute2 and IPv6";
  },
  async firewall() {
    if (!isRoot()) return "a firewall needs root";
    return (await has("nft", "--version")) ? false : "nftables is not on this machine";
  },
  nginx: () => needsCommand("nginx"),
  systemd: () => needsCommand("systemd-analyze"),
  curl: () => needsCommand("curl"),
  python: () => needsCommand("python3"),
  root: () => (isRoot() ? false : "it needs root"),
  linux: () => (process.platform === "linux" ? false : "it needs Linux"),
} as const satisfies Record<string, () => Missing | Promise<Missing>>;

/** The name of something that a test needs of the machine. */
export type Lab = keyof typeof LABS;

/**
 * Whether the machine has what the test needs. Where it has not, the test is skipped with a plain word; but what
 * CI_REQUIRE names (`CI_REQUIRE=compose,network`) has to be there, and the test fails without it.
 */
export async function requireLab(t: Pick<Test, "fail" | "pass">, ...labs: readonly Lab[]): Promise<boolean> {
  const required = (process.env["CI_REQUIRE"] ?? "").split(",");
  for (const lab of labs) {
    const missing = await LABS[lab]();
    if (missing === false) continue;
    if (required.includes(lab)) t.fail(`CI_REQUIRE names ${lab}, and ${missing}`);
    else t.pass("not run here", { skip: missing });
    return false;
  }
  return true;
}
