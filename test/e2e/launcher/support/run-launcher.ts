import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { spawnWithParent } from "../../../../packages/launcher/bin/launch/spawn-with-parent.mjs";
import { portVariables } from "../../../../packages/launcher/src/start/choose-ports.ts";
import { freePorts } from "../../../support/free-ports.ts";
import { until } from "../../../support/until.ts";

export interface LauncherRun {
  child: ChildProcess;
  pid: number;
  /** What it has said so far, on both outputs. */
  output: () => string;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** What the machine needs of this environment: neither a token of the user's nor what the outer test run put into it. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = /^(PATH|HOME|USER|TMPDIR|LANG|LC_\w+|SYSTEMROOT|NODE_EXTRA_CA_CERTS)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => kept.test(name)));
}

/** Runs a project's launcher, as `npm …` does. It ends with the test process, should that be cut off. */
export function runLauncher(root: string, args: string[], env: NodeJS.ProcessEnv = {}): LauncherRun {
  const child = spawnWithParent(process.execPath, [join(root, "packages", "launcher", "bin", "launch.mjs"), ...args], {
    cwd: root,
    env: { ...plainEnvironment(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (child.pid === undefined) throw new Error("The launcher did not start.");
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (text) => said.push(text));
  const ended: LauncherRun["ended"] = new Promise((resolve) => {
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  return { child, pid: child.pid, output: () => said.join(""), ended };
}

/** The variables of five free ports, so that two pairs that start at the same moment do not take the same ones. */
export async function freePortVariables(): Promise<Record<string, string>> {
  const variables = Object.values(portVariables).map(({ variable }) => variable);
  const ports = await freePorts(variables.length);
  return Object.fromEntries(variables.map((variable, at) => [variable, String(ports[at])]));
}

/** Waits until a launcher has said something. @throws {Error} with all that it did say, when it does not. */
export async function waitForOutput(run: LauncherRun, pattern: RegExp): Promise<void> {
  let hasEnded = run.child.exitCode !== null || run.child.signalCode !== null;
  run.child.once("close", () => {
    hasEnded = true;
  });
  const isSaid = () => {
    // Looked at first: what was said before the end is here by then.
    const isLast = hasEnded;
    if (pattern.test(run.output())) return true;
    if (isLast) throw new Error("It ended before.");
    return false;
  };
  await until(`it says ${pattern.source}`, isSaid, { withinMs: 120_000 }).catch((cause: unknown) => {
    throw new Error(`It does not say ${pattern.source}:\n${run.output()}`, { cause });
  });
}
