import { readFile } from "node:fs/promises";
import { findProcesses, type Holder } from "./find-processes.ts";
import { type Listener, parseProcNet } from "./parse-proc-net.ts";

/** A listening socket and the process that holds it, if this user may see the process. */
export type HeldListener = Listener & { readonly holder: Holder | undefined };

/** The listeners on these TCP ports of this host; undefined if the system has no /proc. */
export async function listListeners(ports: readonly number[]): Promise<HeldListener[] | undefined> {
  const tables = await Promise.all(
    ["/proc/net/tcp", "/proc/net/tcp6"].map((path) => readFile(path, "utf8").catch(() => undefined)),
  );
  if (tables.every((table) => table === undefined)) return undefined;
  const listeners = tables.flatMap((table) => parseProcNet(table ?? "")).filter(({ port }) => ports.includes(port));
  const holders = await findProcesses(listeners.map(({ inode }) => inode));
  return listeners.map((listener) => ({ ...listener, holder: holders.get(listener.inode) }));
}
