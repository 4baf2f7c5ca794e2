import { setTimeout as wait } from "node:timers/promises";

/** Calls `ask` until its answer is no longer undefined. @throws {Error} after `timeoutMs`, saying what was waited for. */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<T> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await wait(50, undefined, { signal })) {
    const answer = await ask();
    if (answer !== undefined) return answer;
  }
  throw new Error(`${what} for ${timeoutMs / 1000} s without success.`);
}

/** Whether a GET of this address is answered with 200. */
export async function answers(url: string, signal: AbortSignal): Promise<true | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]) });
    await response.body?.cancel();
    return response.ok || undefined;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
