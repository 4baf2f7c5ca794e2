import { readdir, readFile, readlink } from "node:fs/promises";
import { basename } from "node:path";

/** A process that holds a socket. */
export interface Holder {
  readonly pid: number;
  /** The program's name and its first plain argument. Options are left out: they may contain a secret. */
  readonly command: string;
}

async function readCommand(pid: string): Promise<string> {
  const parts = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
  const [program = "", argument = ""] = parts.filter((part) => part !== "" && !/^-|=/.test(part));
  // The end of a long path says the most.
  const short = argument.split("/").slice(-4).join("/");
  return `${basename(program)} ${short}`.trim().slice(0, 60);
}

async function socketsOf(pid: string): Promise<string[]> {
  const folder = `/proc/${pid}/fd`;
  const names = await readdir(folder).catch(() => []);
  return Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(() => "")));
}

/** The processes that hold these sockets, by inode. Sockets of other users are missing unless this user is root. */
export async function findProcesses(inodes: readonly string[]): Promise<Map<string, Holder>> {
  const targets = new Set(inodes.map((inode) => `socket:[${inode}]`));
  const found = new Map<string, Holder>();
  const pids = targets.size === 0 ? [] : (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    for (const target of new Set(await socketsOf(pid))) {
      if (!targets.has(target)) continue;
      found.set(target.slice("socket:[".length, -1), { pid: Number(pid), command: await readCommand(pid) });
    }
  }
  return found;
}
