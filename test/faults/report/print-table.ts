import type { Finding } from "../judge/judge-messages.ts";
import type { Outcome } from "../run-bulk.ts";

/** The value below which a share of all values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** Two columns, the second one flush right where it is a number. */
export function table(rows: readonly (readonly [string, string | number])[]): string {
  const left = Math.max(...rows.map(([name]) => name.length));
  const right = Math.max(...rows.map(([, value]) => String(value).length));
  return rows.map(([name, value]) => `${name.padEnd(left)}  ${String(value).padStart(right)}`).join("\n");
}

/** How many findings there are of a kind. */
export function countOf(findings: readonly Finding[], kind: Finding["kind"]): number {
  return findings.filter((finding) => finding.kind === kind).length;
}

const seconds = (ms: number): string => (ms === Infinity ? "never" : `${(ms / 1000).toFixed(1)} s`);

/** What a run came to, in one table. */
export function printTable(outcome: Outcome): string {
  const { findings, recoveries } = outcome;
  return table([
    ["events of Stripe", outcome.events],
    ["messages in Discord", outcome.messages],
    ["role writes", outcome.roleWrites.writes],
    ...[...outcome.faults].map(([name, count]) => [`fault: ${name}`, count] as const),
    ["lost", countOf(findings, "lost")],
    ["doubled messages", countOf(findings, "doubled")],
    ["messages out of order", countOf(findings, "out-of-order")],
    ["wrong roles", countOf(findings, "wrong-role")],
    ["extra role writes", outcome.roleWrites.extra],
    ["time to recover, p50", seconds(percentile(recoveries, 0.5))],
    ["time to recover, p99", seconds(percentile(recoveries, 0.99))],
    ["took", `${Math.round(outcome.seconds)} s`],
    ["seed to replay", outcome.seed],
  ]);
}
