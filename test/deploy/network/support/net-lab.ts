import { readFile, writeFile } from "node:fs/promises";
import { NET_LAB } from "../../../support/labs.ts";
import { run } from "../../support/run.ts";

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

/** Makes the hosts, in place of what an earlier run may have left. */
export async function startNetLab(): Promise<NetLab> {
  await run([NET_LAB, "down"]);
  await run([NET_LAB, "up"]);
  return {
    on: (host) => [NET_LAB, "in", host],
    fault: async (host, fault) => void (await run([NET_LAB, "fault", host, ...fault])),
    clear: async (host) => void (await run([NET_LAB, "fault", host, "clear"])),
    async hideNames() {
      const files = ["/etc/netns/backend/hosts", "/etc/netns/bot/hosts"];
      const before = await Promise.all(files.map((file) => readFile(file, "utf8")));
      // Written in place: what runs on a host sees the file itself, by a mount.
      const write = (change: (text: string) => string) =>
        Promise.all(files.map((file, index) => writeFile(file, change(before[index] ?? ""))));
      await write((text) => text.replaceAll(/^.*\.railway\.internal\n/gm, ""));
      return async () => void (await write((text) => text));
    },
    close: async () => void (await run([NET_LAB, "down"])),
  };
}
