import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { type DiscordNeeds, runCli } from "@moddy/cli";
import { spawnNode, type Variables } from "./spawn-node.ts";

/** What a run of `moddy` came to. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `moddy` with these arguments as a process of its own. */
export async function spawnModdy(
  args: readonly string[],
  env: Variables,
  options: { command?: readonly string[]; cwd?: string } = {},
): Promise<Run> {
  const child = spawnNode("packages/cli/src/main.ts", args, { env, ...options });
  if (child.stdout === null || child.stderr === null) throw new Error("The process has no output.");
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { status: status as number | null, stdout, stderr };
}

/** Runs `moddy` with these arguments here, in an environment of its own. */
export async function runModdy(
  args: readonly string[],
  env: Variables,
  options: {
    now?: () => number;
    signal?: AbortSignal;
    onLine?: (line: string) => void;
    discordNeeds?: DiscordNeeds;
  } = {},
): Promise<Run> {
  const written = { out: "", err: "" };
  const status = await runCli(args, {
    env,
    terminal: {
      out: (line) => {
        written.out += `${line}\n`;
        options.onLine?.(line);
      },
      err: (line) => {
        written.err += `${line}\n`;
      },
      colour: false,
      interactive: false,
      columns: 100,
    },
    platform: process.platform,
    folder: "/",
    workspace: false,
    ...(options.discordNeeds && { discordNeeds: options.discordNeeds }),
    version: "0.0.0",
    now: options.now ?? Date.now,
    randomBytes,
    signal: options.signal ?? new AbortController().signal,
  });
  return { status, stdout: written.out, stderr: written.err };
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

/** What the doctor found, and all that was printed. */
export interface DoctorRun {
  readonly status: number | null;
  readonly report: DoctorReport;
  readonly first: CheckReport | undefined;
  readonly output: string;
}

/** Runs the doctor on one side: here, or as a process of its own where a `command` goes before it. */
export async function runDoctor(
  from: "bot" | "backend",
  env: Variables,
  options: { now?: () => number; discordNeeds?: DiscordNeeds; command?: readonly string[] } = {},
): Promise<DoctorRun> {
  const args = ["doctor", "--from", from, "--json"];
  const { command } = options;
  const run = command === undefined ? runModdy(args, env, options) : spawnModdy(args, env, { command });
  const [only] = readReports(await run);
  if (only === undefined) throw new Error("There is no report.");
  return only;
}

/** The reports of a run of `moddy doctor --json`: one for each side that was looked at. */
export function readReports({ status, stdout, stderr }: Run): DoctorRun[] {
  if (!stdout.startsWith("{")) throw new Error(`The doctor printed no report:\n${stdout}${stderr}`);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => {
      const report = JSON.parse(line) as DoctorReport;
      return { status, report, first: report.checks.find((check) => check.status === "bad"), output: stdout + stderr };
    });
}
