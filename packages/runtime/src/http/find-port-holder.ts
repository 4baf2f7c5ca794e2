import { readdir, readFile, readlink } from "node:fs/promises";

/** The process that listens on a port. `command` is null if this user may not read it. */
export interface PortHolder {
  readonly pid: number | null;
  readonly command: string | null;
  readonly userId: number;
}

const LISTENING = "0A";

/** The socket that listens on a port, from a table such as /proc/net/tcp6. Source: Linux, proc_net_tcp.rst. */
async function findListener(table: string, port: number): Promise<{ inode: string; userId: number } | undefined> {
  const text = await readFile(table, "utf8").catch(() => "");
  for (const line of text.split("\n").slice(1)) {
    const [, local, , state, , , , userId, , inode] = line.trim().split(/\s+/);
    if (state === LISTENING && inode && Number.parseInt(local?.split(":")[1] ?? "", 16) === port) {
      return { inode, userId: Number(userId) };
    }
  }
  return undefined;
}

async function holdsSocket(pid: string, inode: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const names = await readdir(folder).catch(() => []);
  const targets = await Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(() => "")));
  return targets.includes(`socket:[${inode}]`);
}

/** The program of a process and its first argument that is not an option. An option can hold a secret. */
async function readCommand(pid: string): Promise<string | null> {
  const parts = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
  const shown = parts.filter((part) => part && !part.startsWith("-") && !part.includes("=")).slice(0, 2);
  return shown.length > 0 ? shown.join(" ").slice(0, 120) : null;
}

/** The process that listens on a TCP port of this host, from Linux's /proc; undefined if it cannot be found. */
export async function findPortHolder(port: number): Promise<PortHolder | undefined> {
  const listener = (await findListener("/proc/net/tcp6", port)) ?? (await findListener("/proc/net/tcp", port));
  if (!listener) return undefined;
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    if (await holdsSocket(pid, listener.inode)) {
      return { pid: Number(pid), command: await readCommand(pid), userId: listener.userId };
    }
  }
  return { pid: null, command: null, userId: listener.userId };
}
