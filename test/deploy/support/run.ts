import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** What a program came to. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a program to its end, whatever its exit status. */
export async function attempt(line: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const [command = "", ...args] = line;
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { status: status as number | null, stdout, stderr };
}

/** Runs a program and returns what it printed. @throws {Error} with all it said when it ends with another status than 0. */
export async function run(line: readonly string[], options: RunOptions = {}): Promise<string> {
  const { status, stdout, stderr } = await attempt(line, options);
  if (status !== 0)
    throw new Error(`${line.join(" ")} ended with ${status}:\n${stdout.slice(-4000)}${stderr.slice(-4000)}`);
  return stdout.trim();
}
