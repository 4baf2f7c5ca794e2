import type { FaultsOptions } from "./read-options.ts";
import { printTable } from "./report/print-table.ts";
import { runBulk } from "./run-bulk.ts";

/** Carries out what was asked for and prints what came of it. @returns the exit status. */
export async function runFaults(options: FaultsOptions): Promise<number> {
  const outcome = await runBulk({ ...options, say: (line) => console.error(line) });
  console.log(printTable(outcome));
  for (const { kind, discordId, what } of outcome.findings) console.log(`${kind}  ${discordId}  ${what}`);
  if (outcome.folder) console.log(`logs: ${outcome.folder}`);
  return outcome.findings.length > 0 ? 1 : 0;
}
