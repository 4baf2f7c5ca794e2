import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

export interface LauncherRun {
  child: ChildProcess;
  pid: number;
  /** What it has said so far, on both outputs. */
  output: () => string;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** The environment of these tests without what the outer test run put into it. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const own = /^(_?TAP|npm_|DATABASE_URL$|NODE_OPTIONS$|NODE_V8_COVERAGE$|CI$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

/** Runs a project's launcher, as `npm …` does. */
export function runLauncher(root: string, args: string[], env: NodeJS.ProcessEnv = {}): LauncherRun {
  const child = spawn(process.execPath, [join(root, "scripts", "launch.mjs"), ...args], {
    cwd: root,
    env: { ...plainEnvironment(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (child.pid === undefined) throw new Error("The launcher did not start.");
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => said.push(text));
  const ended: LauncherRun["ended"] = new Promise((resolve) => {
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  return { child, pid: child.pid, output: () => said.join(""), ended };
}
