import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The variables of a process; what is not named does not exist there. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The project's root. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** How a script is started. */
export interface SpawnOptions {
  readonly env: Variables;
  /** A folder without a .env unless another is given. */
  readonly cwd?: string;
  /** Goes before the command line, as `ip netns exec …` does. */
  readonly command?: readonly string[];
  /** Options of Node.js. */
  readonly nodeArgs?: readonly string[];
  readonly stdio?: StdioOptions;
}

/** How a process ended: its exit status (null if a signal ended it), the signal, and how many ms after it was asked to. */
export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly ms: number;
}

/** Starts a script of the project on this Node.js. */
export function spawnNode(script: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const { command = [], nodeArgs = [], cwd = "/", stdio = ["ignore", "pipe", "pipe"] } = options;
  const flags = ["--conditions=development", "--disable-warning=ExperimentalWarning", ...nodeArgs];
  const line = [...command, process.execPath, ...flags, `${ROOT}${script}`, ...args];
  const env = { PATH: process.env["PATH"], ...options.env };
  return spawn(line[0] ?? "", line.slice(1), { cwd, env, stdio });
}

/** The id of a process. @throws {Error} when there is none: 0 would mean the caller's own process group. */
export function pidOf(child: ChildProcess | undefined): number {
  if (child?.pid === undefined) throw new Error("The process was never started.");
  return child.pid;
}

/** Ends a process in order, or with SIGKILL after `withinMs` milliseconds. */
export async function stop(child: ChildProcess, { withinMs = 10_000 }: { withinMs?: number } = {}): Promise<Ended> {
  const started = performance.now();
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, "exit");
    const timer = setTimeout(() => child.kill("SIGKILL"), withinMs);
    child.kill("SIGTERM");
    await gone;
    clearTimeout(timer);
  }
  return { status: child.exitCode, signal: child.signalCode, ms: Math.round(performance.now() - started) };
}
