import { readdirSync, readFileSync } from "node:fs";
import { until } from "../../../support/until.ts";

/** A process and when it began: its id alone may be given to another one later. */
export interface RunningProcess {
  pid: number;
  parent: number;
  began: string;
  command: string;
}

/** The processes below another one, at any depth. */
export function descendantsOf(pid: number): RunningProcess[] {
  const all = listProcesses();
  const found: RunningProcess[] = [];
  for (let parents = [pid]; parents.length > 0; ) {
    const children = all.filter(({ parent }) => parents.includes(parent));
    found.push(...children);
    parents = children.map((child) => child.pid);
  }
  return found;
}

/** Waits until every one of these processes has ended; resolves with those that have not within a minute. */
export async function waitUntilGone(processes: readonly RunningProcess[]): Promise<readonly RunningProcess[]> {
  let left = processes;
  const areGone = () => {
    const running = listProcesses();
    left = left.filter((one) => running.some(({ pid, began }) => pid === one.pid && began === one.began));
    return left.length === 0;
  };
  await until("they have ended", areGone).catch(() => undefined);
  return left;
}

function listProcesses(): RunningProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => readProcess(Number(pid)) ?? []);
}

/** Source: Linux, proc_pid_stat(5). The command stands in brackets and may hold any character. */
function readProcess(pid: number): RunningProcess | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (state === "Z" || state === "X") return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    return { pid, parent: Number(parent), began: rest[17] ?? "", command };
  } catch {
    return undefined;
  }
}
