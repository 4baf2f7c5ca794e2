import { setTimeout as wait } from "node:timers/promises";

/** Asks until the answer is no longer undefined. @throws {Error} after `patienceMs`, saying what was waited for. */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  { patienceMs, signal }: { patienceMs: number; signal: AbortSignal },
): Promise<T> {
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await wait(50, undefined, { signal })) {
    const answer = await ask();
    if (answer !== undefined) return answer;
  }
  throw new Error(`${what} for ${patienceMs / 1000} s, in vain.`);
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
