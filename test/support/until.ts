import { setTimeout as delay } from "node:timers/promises";

/** Something that a test waited for did not happen in time. */
export class TooLateError extends Error {
  override readonly name = "TooLateError";
}

/** How long to wait, and how often to ask, in milliseconds: a minute and 20 ms by default. */
export interface Deadline {
  readonly withinMs?: number;
  readonly everyMs?: number;
}

/**
 * Asks until the answer is neither undefined nor false, and returns it.
 * @param what what is waited for, as the error says it.
 * @throws {TooLateError} when there was no such answer in time.
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  { withinMs = 60_000, everyMs = 20 }: Deadline = {},
): Promise<T> {
  for (const end = performance.now() + withinMs; ; await delay(everyMs)) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new TooLateError(`This did not happen within ${withinMs} ms: ${what}`);
  }
}

/**
 * Gives what a promise resolves with, if it does in time.
 * @throws {TooLateError} when it did not.
 */
export async function inTime<T>(what: string, promise: Promise<T>, { withinMs = 60_000 }: Deadline = {}): Promise<T> {
  const timer = new AbortController();
  const tooLate = delay(withinMs, undefined, { signal: timer.signal }).then(() => {
    throw new TooLateError(`This did not happen within ${withinMs} ms: ${what}`);
  });
  tooLate.catch(() => undefined);
  return await Promise.race([promise, tooLate]).finally(() => timer.abort());
}
