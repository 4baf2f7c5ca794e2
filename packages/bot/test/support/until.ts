import { setTimeout as delay } from "node:timers/promises";

/** Asks until the answer is neither undefined nor false; fails after the deadline. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  deadlineMs = 45_000,
): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`This did not happen within ${deadlineMs} ms: ${what}`);
    await delay(20);
  }
}
