import { setTimeout as delay } from "node:timers/promises";

/** Polls a condition until it holds, for at most `ms`. */
export async function until(condition: () => boolean | Promise<boolean>, what: string, ms = 20_000): Promise<void> {
  for (const end = performance.now() + ms; !(await condition()); await delay(20)) {
    if (performance.now() > end) throw new Error(`it did not come to pass in ${ms} ms: ${what}`);
  }
}
