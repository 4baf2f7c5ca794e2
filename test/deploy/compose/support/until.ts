import { setTimeout as delay } from "node:timers/promises";

/** Asks again and again until there is an answer. @throws {Error} when there was none for two minutes. */
export async function until<T>(what: string, ask: () => Promise<T | undefined | false>): Promise<T> {
  for (const patience = performance.now() + 120_000; ; await delay(200)) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > patience) throw new Error(`Waited two minutes in vain: ${what}`);
  }
}
