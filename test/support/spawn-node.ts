import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The variables of a process; what is not named does not exist there. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The project's root. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Starts a script of the project on this Node.js, in a folder without a .env unless another is given. */
export function spawnNode(
  script: string,
  args: readonly string[],
  options: { env: Variables; cwd?: string; command?: readonly string[] },
): ChildProcess {
  const node = [process.execPath, "--conditions=development", "--disable-warning=ExperimentalWarning"];
  const line = [...(options.command ?? []), ...node, `${ROOT}${script}`, ...args];
  const env = { PATH: process.env["PATH"], ...options.env };
  return spawn(line[0] ?? "", line.slice(1), { cwd: options.cwd ?? "/", env, stdio: ["ignore", "pipe", "pipe"] });
}

/** Ends a process in order, or at once after ten seconds. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
  child.kill("SIGTERM");
  await gone;
  clearTimeout(timer);
}
