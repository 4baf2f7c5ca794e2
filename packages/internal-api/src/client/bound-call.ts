import type { ClientErrorCode } from "./errors.ts";

/** The limits of a call: its deadline and its caller's signal. */
export interface CallBounds extends Disposable {
  readonly signal: AbortSignal;
  /** Which of the two ended the call; undefined if neither did. */
  readonly endedBy: () => Extract<ClientErrorCode, "deadline_exceeded" | "aborted"> | undefined;
}

/** Joins a deadline and a caller's signal. Disposing it removes the listener, so that long-lived signals do not leak. */
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
