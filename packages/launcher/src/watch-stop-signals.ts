import { constants } from "node:os";

export interface StopSignal {
  signal: AbortSignal;
  /** The exit status of a program that such a signal ended, or undefined while none came. */
  status: () => number | undefined;
}

/** Turns the first SIGINT, SIGTERM or SIGHUP into an abort; the ones after it change nothing. */
export function watchStopSignals(): StopSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => controller.abort(name));
  const status = () => {
    if (!controller.signal.aborted) return undefined;
    return 128 + constants.signals[controller.signal.reason as NodeJS.Signals];
  };
  return { signal: controller.signal, status };
}
