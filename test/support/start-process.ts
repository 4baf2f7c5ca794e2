import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { type Ended, pidOf, type SpawnOptions, spawnNode, stop } from "./spawn-node.ts";
import { until } from "./until.ts";

/** A process of the test. */
export interface RunningProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Every line that it has written so far, on either stream. */
  lines(): readonly string[];
  /** Ends it in order. */
  stop(options?: { withinMs?: number }): Promise<Ended>;
  /** Ends it as `kill -9` does. */
  kill(): Promise<void>;
}

/** How a process is started, and when it is ready. */
export interface ProcessOptions extends Omit<SpawnOptions, "stdio"> {
  readonly args?: readonly string[];
  /** Ready as soon as a line was written that fits each of these. */
  readonly ready: readonly RegExp[];
  /** The lines go to this file; read while the process starts, not afterwards. */
  readonly logFile?: string;
  readonly onLine?: (line: string) => void;
  /** Whether the process takes messages (`child.send`). */
  readonly takesMessages?: boolean;
}

/** Starts a script of the project as a process of its own. @throws {Error} with its last lines when it ends or is late. */
export async function startProcess(script: string, options: ProcessOptions): Promise<RunningProcess> {
  const { args = [], ready, logFile, takesMessages = false } = options;
  const log = logFile === undefined ? "pipe" : openSync(logFile, "a");
  const stdio = ["ignore", log, log, takesMessages ? "ipc" : "ignore"] as const;
  const child = spawnNode(script, args, { ...options, stdio: [...stdio] });
  if (typeof log === "number") closeSync(log);
  const ended = once(child, "exit");
  ended.catch(() => undefined);
  const heard = readLines(child, options.onLine);
  const lines = () => (logFile === undefined ? heard : readFileSync(logFile, "utf8").split("\n"));
  const isReady = (): boolean => {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`It ended with ${child.exitCode ?? child.signalCode}.`);
    const written = lines();
    return ready.every((pattern) => written.some((line) => pattern.test(line)));
  };
  try {
    await until(`${script} is ready`, isReady, { withinMs: 120_000 });
  } catch (error) {
    await stop(child);
    throw new Error(`${script} did not start:\n${lines().slice(-20).join("\n")}`, { cause: error });
  }
  return {
    child,
    pid: pidOf(child),
    lines,
    stop: (how) => stop(child, how),
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

function readLines(child: ChildProcess, onLine?: (line: string) => void): string[] {
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    if (!input) continue;
    createInterface({ input }).on("line", (line) => {
      lines.push(line);
      onLine?.(line);
    });
  }
  return lines;
}
