import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { ROOT } from "../../../support/spawn-node.ts";
import { run } from "../../compose/support/run.ts";

const TOOL = resolve(ROOT, "../shared/tools/net-lab");

/** The pair's two hosts, and one outside. */
export type Host = "backend" | "bot" | "internet";

/** What can become of a host's private link. */
export type Fault = readonly ["drop"] | readonly ["reset"] | readonly ["loss", string] | readonly ["slow", string];

/** Two hosts on a private IPv6 network; the backend's is on a public IPv4 network too, beside a third. */
export interface NetLab {
  /** What goes before a command to run it on a host. */
  on(host: Host): readonly string[];
  fault(host: Host, fault: Fault): Promise<void>;
  clear(host: Host): Promise<void>;
  /** Hides the names of the private network on both hosts; what is returned shows them again. */
  hideNames(): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** Why there can be no lab on this machine, or false where there can. */
export function netLabMissing(): string | false {
  if (!existsSync(TOOL)) return "net-lab is not on this machine";
  return process.getuid?.() === 0 ? false : "net-lab needs root";
}

/** Makes the hosts, in place of what an earlier run may have left. */
export async function startNetLab(): Promise<NetLab> {
  await run([TOOL, "down"]);
  await run([TOOL, "up"]);
  return {
    on: (host) => [TOOL, "in", host],
    fault: async (host, fault) => void (await run([TOOL, "fault", host, ...fault])),
    clear: async (host) => void (await run([TOOL, "fault", host, "clear"])),
    async hideNames() {
      const files = ["/etc/netns/backend/hosts", "/etc/netns/bot/hosts"];
      const before = await Promise.all(files.map((file) => readFile(file, "utf8")));
      // Written in place: what runs on a host sees the file itself, by a mount.
      const write = (change: (text: string) => string) =>
        Promise.all(files.map((file, index) => writeFile(file, change(before[index] ?? ""))));
      await write((text) => text.replaceAll(/^.*\.railway\.internal\n/gm, ""));
      return async () => void (await write((text) => text));
    },
    close: async () => void (await run([TOOL, "down"])),
  };
}
