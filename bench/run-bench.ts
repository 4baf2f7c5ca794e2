import { benchInternalCalls } from "./internal-calls.ts";
import { machineFacts, readLoad } from "./measure/machine-facts.ts";
import { printSections } from "./measure/print-sections.ts";
import type { Section } from "./measure/result.ts";
import { benchOutbox } from "./outbox.ts";
import { benchPurchases } from "./purchases.ts";
import { benchRecovery } from "./recovery.ts";
import { type Database, startDatabase } from "./support/start-database.ts";
import { startPair } from "./support/start-pair.ts";
import { benchWebhook } from "./webhook.ts";

/** What can be measured, in the order of the table. */
const PARTS = {
  webhook: (database) => withPair(database, benchWebhook),
  purchases: (database) => withPair(database, benchPurchases),
  calls: (database) => withPair(database, benchInternalCalls),
  outbox: benchOutbox,
  recovery: benchRecovery,
} as const satisfies Record<string, (database: Database) => Promise<Section>>;

type Part = keyof typeof PARTS;

/** The names of what can be measured. */
export const PART_NAMES = Object.keys(PARTS) as Part[];

/** Each on a fresh pair, so that none measures what the one before left to do. */
async function withPair(database: Database, bench: (pair: Awaited<ReturnType<typeof startPair>>) => Promise<Section>) {
  const pair = await startPair(database);
  try {
    return await bench(pair);
  } finally {
    await pair.close();
  }
}

/** Measures the named parts. @returns the table. Rejects at the signal; what was being measured ends with the process. */
export async function runBench(
  parts: readonly Part[],
  options: { databaseUrl: string | undefined; say: (line: string) => void; signal: AbortSignal },
): Promise<string> {
  const stopped = new Promise<never>((_, reject) => {
    options.signal.addEventListener("abort", () => reject(new Error("stopped")), { once: true });
  });
  stopped.catch(() => undefined);
  const load = readLoad();
  await using database = await startDatabase(options.databaseUrl);
  const sections: Section[] = [];
  for (const part of parts) {
    options.say(`measuring ${part} …`);
    sections.push(await Promise.race([PARTS[part](database), stopped]));
  }
  return `${await machineFacts(database, load)}\n\n${printSections(sections)}`;
}
