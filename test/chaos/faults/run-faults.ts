import { runEveryStep } from "./every-step/run-every-step.ts";
import type { FaultsOptions } from "./read-options.ts";
import { percentile, printBulk, printEveryStep } from "./report/print-outcome.ts";
import { runBulk } from "./run-bulk.ts";
import { isOnTheWay, STEPS } from "./steps.ts";

/** So long may it take to recover, in the worst of a hundred faults. */
const MOST_RECOVERY_MS = 30_000;

const say = (line: string): void => console.error(line);

async function everyStep(options: FaultsOptions): Promise<boolean> {
  const steps = options.kind === "short" ? STEPS.filter(isOnTheWay) : STEPS;
  const outcome = await runEveryStep({ ...options, steps, say });
  console.log(printEveryStep(outcome));
  return outcome.findings.length === 0 && outcome.missed.length === 0;
}

async function bulk(options: FaultsOptions): Promise<boolean> {
  const outcome = await runBulk({ ...options, say });
  console.log(printBulk(outcome));
  const { findings, recoveries } = outcome;
  // A short run has too few faults to speak of the worst of a hundred.
  const most = options.kind === "short" ? Number.MAX_VALUE : MOST_RECOVERY_MS;
  return findings.length === 0 && percentile(recoveries, 0.99) <= most;
}

/** Carries out what was asked for and prints what came of it. @returns the exit status. */
export async function runFaults(options: FaultsOptions): Promise<number> {
  const { kind } = options;
  const steps = kind === "bulk" || (await everyStep(options));
  const events = kind === "every-step" || (await bulk(options));
  return steps && events ? 0 : 1;
}
