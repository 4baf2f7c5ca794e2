import type { ServiceName } from "@moddy/schemas";
import type { CliContext } from "../context.ts";
import { peerOf, SERVICES } from "../pair/services.ts";
import type { Check } from "./check.ts";
import { createCheckContext } from "./check-context.ts";
import { CHECKS, FIRST_CHECKS } from "./checks/index.ts";
import { readConfiguration } from "./configuration.ts";
import type { Finding } from "./finding.ts";

/** One check of a report; `finding` is undefined if an earlier cause ended the run. */
export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly finding: Finding | undefined;
}

/** What the doctor found on one side. */
export interface Report {
  readonly from: ServiceName;
  /** What is wrong; undefined if all is good. */
  readonly cause: Finding | undefined;
  readonly results: readonly CheckResult[];
}

async function runChecks<Context>(
  checks: readonly Check<Context>[],
  context: Context | undefined,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  let ended = context === undefined;
  for (const { id, title, run } of checks) {
    const finding = ended || context === undefined ? undefined : await run(context);
    results.push({ id, title, finding });
    ended ||= finding?.status === "bad";
  }
  return results;
}

/** Runs the checks of one side in order, up to the first cause. */
export async function runDoctor(cli: CliContext, side: ServiceName): Promise<Report> {
  const env = cli.running === undefined ? cli.env : { ...cli.env, ...cli.running[side] };
  const configurationResult = await readConfiguration(side, { env, folder: cli.folder });
  const start = { cli, own: SERVICES[side], peer: SERVICES[peerOf(side)], configurationResult };
  const first = await runChecks(FIRST_CHECKS, start);
  const { configuration } = configurationResult;
  const context = configuration === undefined ? undefined : createCheckContext(start, configuration);
  const results = [...first, ...(await runChecks(CHECKS[side], context))];
  const cause = results.find(({ finding }) => finding?.status === "bad")?.finding;
  return { from: side, cause, results };
}
