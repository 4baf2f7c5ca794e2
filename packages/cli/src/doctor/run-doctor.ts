import type { ServiceName } from "@moddy/schemas";
import type { CliContext } from "../context.ts";
import { peerOf, SERVICES } from "../pair/services.ts";
import type { Check } from "./check.ts";
import { CHECKS, FIRST_CHECKS } from "./checks/index.ts";
import { readConfiguration } from "./configuration.ts";
import { examine } from "./examination.ts";
import type { Finding } from "./finding.ts";

/** One line of a report; `finding` is undefined where an earlier cause ended the run. */
export interface Line {
  readonly id: string;
  readonly title: string;
  readonly finding: Finding | undefined;
}

/** What the doctor found on one side. */
export interface Report {
  readonly from: ServiceName;
  /** What is wrong; undefined if all is good. */
  readonly cause: Finding | undefined;
  readonly lines: readonly Line[];
}

async function runChecks<Look>(checks: readonly Check<Look>[], look: Look | undefined): Promise<Line[]> {
  const lines: Line[] = [];
  let ended = look === undefined;
  for (const { id, title, run } of checks) {
    const finding = ended || look === undefined ? undefined : await run(look);
    lines.push({ id, title, finding });
    ended ||= finding?.status === "bad";
  }
  return lines;
}

/** Runs the checks of one side in order, up to the first cause. */
export async function runDoctor(context: CliContext, side: ServiceName): Promise<Report> {
  const env = context.running === undefined ? context.env : { ...context.env, ...context.running[side] };
  const read = await readConfiguration(side, { env, folder: context.folder });
  const first = { context, own: SERVICES[side], peer: SERVICES[peerOf(side)], read };
  const before = await runChecks(FIRST_CHECKS, first);
  const examination = read.configuration === undefined ? undefined : examine(first, read.configuration);
  const lines = [...before, ...(await runChecks(CHECKS[side], examination))];
  const cause = lines.find(({ finding }) => finding?.status === "bad")?.finding;
  return { from: side, cause, lines };
}
