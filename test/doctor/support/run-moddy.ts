import { once } from "node:events";
import { text } from "node:stream/consumers";
import { spawnNode, type Variables } from "./spawn-node.ts";

/** What a run of `moddy` came to. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `moddy` with these arguments as a process of its own. */
export async function runModdy(
  args: readonly string[],
  env: Variables,
  options: { nodeArgs?: readonly string[]; command?: readonly string[]; cwd?: string } = {},
): Promise<Run> {
  const child = spawnNode("packages/cli/src/main.ts", args, { env, ...options });
  if (child.stdout === null || child.stderr === null) throw new Error("The process has no output.");
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { status: status as number | null, stdout, stderr };
}

interface CheckReport {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly code: string | null;
  readonly found: string | null;
  readonly cause: string | null;
  readonly fix: string | null;
}

/** What `moddy doctor --json` prints. */
export interface DoctorReport {
  readonly from: string;
  readonly ok: boolean;
  /** The code of the first cause. */
  readonly cause: string | null;
  readonly checks: readonly CheckReport[];
  readonly ticket: string;
}

/** Runs the doctor on one side. */
export async function runDoctor(
  from: "bot" | "backend",
  env: Variables,
  options: Parameters<typeof runModdy>[2] = {},
): Promise<{ status: number | null; report: DoctorReport; first: CheckReport | undefined; output: string }> {
  const { status, stdout, stderr } = await runModdy(["doctor", "--from", from, "--json"], env, options);
  if (!stdout.startsWith("{")) throw new Error(`The doctor printed no report:\n${stdout}${stderr}`);
  const report = JSON.parse(stdout) as DoctorReport;
  return { status, report, first: report.checks.find((check) => check.status === "bad"), output: stdout + stderr };
}
