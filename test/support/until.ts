import { setTimeout as delay } from "node:timers/promises";

/** A condition that did not come about in time. */
export class TooLateError extends Error {
  override readonly name = "TooLateError";
}

/** Looks at a condition until it holds. @throws {TooLateError} when it does not within `withinMs` milliseconds. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  { withinMs = 60_000, everyMs = 50 }: { withinMs?: number; everyMs?: number } = {},
): Promise<void> {
  for (const end = performance.now() + withinMs; ; await delay(everyMs)) {
    if (await condition()) return;
    if (performance.now() > end) throw new TooLateError(`it did not come about in ${withinMs} ms: ${what}`);
  }
}
