/** Stripe's time: the real time, which can be moved forward as with a test clock. */
export interface StripeClock {
  /** Seconds since the epoch in Stripe's time. */
  now(): number;
  /** Milliseconds since the epoch in Stripe's time. */
  nowMs(): number;
  /** The real time in milliseconds since the epoch; a receiver compares a webhook's signature with it. */
  realNowMs(): number;
  /** Moves forward to a moment, in seconds since the epoch. A moment in the past changes nothing. */
  advanceTo(moment: number): void;
  /** Runs `run` at a moment of the past, in seconds since the epoch. */
  during<T>(moment: number, run: () => T): T;
}

/** `realNowMs` returns milliseconds since the epoch. */
export function createClock(realNowMs: () => number): StripeClock {
  let moved = 0;
  let fixed: number | undefined;
  const now = () => fixed ?? Math.floor(realNowMs() / 1000) + moved;
  return {
    now,
    nowMs: () => realNowMs() + moved * 1000,
    realNowMs,
    advanceTo(moment) {
      moved += Math.max(0, moment - now());
    },
    during(moment, run) {
      fixed = moment;
      try {
        return run();
      } finally {
        fixed = undefined;
      }
    },
  };
}
