import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { socketUrl } from "./connection-url.ts";

const timeoutMs = 60_000;
/** A server that starts writes its lock file at once; one that is empty for longer is what a killed start left. */
const emptyLockMs = 5_000;

/**
 * Whether a server already runs on this data folder. Waits for one that is starting or stopping. Removes the lock file of
 * a killed server when it is empty or its process id now belongs to another program; PostgreSQL handles the other cases.
 */
export async function findLiveServer(folder: string): Promise<boolean> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await wait(50)) {
    if (await answers(folder)) return true;
    const pid = readServerPid(folder);
    if (pid === undefined) {
      removeEmptyLock(folder);
      return false;
    }
    const command = readCommand(pid);
    if (command === undefined) return false;
    if (!command.includes(folder)) {
      rmSync(join(folder, "postmaster.pid"), { force: true });
      return false;
    }
  }
  throw new Error(`The PostgreSQL server in ${folder} (process ${readServerPid(folder)}) neither answers nor ends.`);
}

async function answers(folder: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: socketUrl(folder, "postgres") });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function readServerPid(folder: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(join(folder, "postmaster.pid"), "utf8"), 10);
    return Number.isNaN(pid) ? undefined : pid;
  } catch {
    return undefined;
  }
}

function removeEmptyLock(folder: string): void {
  const lock = join(folder, "postmaster.pid");
  const found = statSync(lock, { throwIfNoEntry: false });
  if (found?.size === 0 && Date.now() - found.mtimeMs > emptyLockMs) rmSync(lock, { force: true });
}

/** The command line of a process, or undefined where it has ended. */
function readCommand(pid: number): string | undefined {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8") || undefined;
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return undefined;
  }
}
