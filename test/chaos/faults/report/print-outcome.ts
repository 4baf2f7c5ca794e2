import type { Finding } from "../checks/check-messages.ts";
import type { CheckResult } from "../checks/check-outcome.ts";
import type { EveryStepOutcome } from "../every-step/run-every-step.ts";
import { type FaultName, KILLS_OF } from "../injection/fault-kinds.ts";
import type { Outcome } from "../run-bulk.ts";

/** The value below which a share of all values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** Two columns, the second one flush right where it is a number. */
function table(rows: readonly (readonly [string, string | number])[]): string {
  const left = Math.max(...rows.map(([name]) => name.length));
  const right = Math.max(...rows.map(([, value]) => String(value).length));
  return rows.map(([name, value]) => `${name.padEnd(left)}  ${String(value).padStart(right)}`).join("\n");
}

/** How many findings there are of a kind. */
function countOf(findings: readonly Finding[], kind: Finding["kind"]): number {
  return findings.filter((finding) => finding.kind === kind).length;
}

const duration = (ms: number): string => (ms === Infinity ? "never" : `${(ms / 1000).toFixed(1)} s`);

type Row = readonly [name: string, value: string | number];

function rowsOfChecks({ findings, roleWrites }: CheckResult): Row[] {
  return [
    ["lost", countOf(findings, "lost")],
    ["doubled messages", countOf(findings, "doubled")],
    ["messages out of order", countOf(findings, "out-of-order")],
    ["wrong roles", countOf(findings, "wrong-role")],
    ["extra role writes", roleWrites.extra],
  ];
}

function rowsOfRun({ seconds, seed }: { seconds: number; seed: number }): Row[] {
  return [
    ["took", `${Math.round(seconds)} s`],
    ["seed to replay", seed],
  ];
}

/** The table, then what is behind its numbers. */
function print(rows: readonly Row[], { findings, folder }: Outcome | EveryStepOutcome): string {
  const details = findings.map(({ kind, discordId, what }) => `${kind}  ${discordId}  ${what}`);
  return [table(rows), ...details, ...(folder === undefined ? [] : [`logs: ${folder}`])].join("\n");
}

function countKills(faults: Outcome["faults"]): number {
  const kills = Object.entries<number>(KILLS_OF).map(([name, each]) => each * (faults.get(name as FaultName) ?? 0));
  return kills.reduce((sum, each) => sum + each, 0);
}

/** What a run of many events came to, in one table. */
export function printBulk(outcome: Outcome): string {
  const rows: Row[] = [
    ["events of Stripe", outcome.events],
    ["webhooks: doubled, shuffled, late", outcome.webhooks],
    ["messages in Discord", outcome.messages],
    ["role writes", outcome.roleWrites.writes],
    ...[...outcome.faults].map(([name, count]) => [`fault: ${name}`, count] as const),
    ["processes killed", countKills(outcome.faults)],
    ...rowsOfChecks(outcome),
    ["time to recover, p50", duration(percentile(outcome.recoveries, 0.5))],
    ["time to recover, p99", duration(percentile(outcome.recoveries, 0.99))],
    ...rowsOfRun(outcome),
  ];
  return print(rows, outcome);
}

/** What the kills at the numbered steps came to, in one table. */
export function printEveryStep(outcome: EveryStepOutcome): string {
  const { covered, missed } = outcome;
  const of = (service: string) => {
    const all = [...covered, ...missed].filter((step) => step.service === service).length;
    return `${covered.filter((step) => step.service === service).length} of ${all}`;
  };
  const rows: Row[] = [
    ["steps of the backend covered", of("backend")],
    ["steps of the bot covered", of("bot")],
    ["messages in Discord", outcome.messages],
    ["role writes", outcome.roleWrites.writes],
    ...rowsOfChecks(outcome),
    ...rowsOfRun(outcome),
  ];
  const never = missed.map(({ service, step }) => `never reached: ${service} ${step}`);
  return [print(rows, outcome), ...never].join("\n");
}
