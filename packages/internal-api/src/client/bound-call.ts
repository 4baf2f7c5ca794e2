import type { ClientErrorCode } from "./errors.ts";

/** What a call is bound by: its deadline and its caller's signal. */
export interface CallBounds extends Disposable {
  readonly signal: AbortSignal;
  /** Which of the two ended the call; undefined while neither has. */
  readonly endedBy: () => Extract<ClientErrorCode, "deadline_exceeded" | "aborted"> | undefined;
}

/** One signal of a deadline and a caller's signal, released with the call so that long-lived signals gather nothing. */
export function boundCall(deadlineMs: number, outer: AbortSignal | undefined): CallBounds {
  const stop = new AbortController();
  let ended: ReturnType<CallBounds["endedBy"]>;
  function end(by: NonNullable<typeof ended>): void {
    ended ??= by;
    stop.abort();
  }
  const timer = setTimeout(end, deadlineMs, "deadline_exceeded");
  const onAbort = (): void => end("aborted");
  outer?.addEventListener("abort", onAbort, { once: true });
  if (outer?.aborted) onAbort();
  return {
    signal: stop.signal,
    endedBy: () => ended,
    [Symbol.dispose]() {
      clearTimeout(timer);
      outer?.removeEventListener("abort", onAbort);
    },
  };
}
