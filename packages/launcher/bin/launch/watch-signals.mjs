import { EventEmitter } from "node:events";

/**
 * Emits `signal` with each request to stop. A terminal's Ctrl-C arrives twice, from the terminal and from npm, and
 * counts once; `received` is the last one. The death of the npm that started this counts as SIGTERM.
 */
export function watchSignals() {
  const signals = Object.assign(new EventEmitter(), { received: undefined });
  let last = 0;
  const take = (signal) => {
    if (Date.now() - last < 500) return;
    last = Date.now();
    signals.received = signal;
    signals.emit("signal", signal);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, take);
  if (process.env.npm_lifecycle_event !== undefined) {
    const npm = process.ppid;
    setInterval(() => process.ppid !== npm && take("SIGTERM"), 500).unref();
  }
  return signals;
}
