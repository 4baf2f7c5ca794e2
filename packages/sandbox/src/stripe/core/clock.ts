/** Stripe's time here: the given clock, moved forward like a test clock. */
export interface StripeClock {
  /** Seconds since the epoch, moved. */
  now(): number;
  /** Milliseconds since the epoch, moved. */
  nowMs(): number;
  /** Milliseconds since the epoch, not moved: what a receiver of webhooks compares signatures with. */
  wall(): number;
  /** Moves to a moment, in seconds since the epoch; a moment in the past changes nothing. */
  moveTo(moment: number): void;
}

/** `wall` gives milliseconds since the epoch. */
export function createClock(wall: () => number): StripeClock {
  let moved = 0;
  const now = () => Math.floor(wall() / 1000) + moved;
  return {
    now,
    nowMs: () => wall() + moved * 1000,
    wall,
    moveTo(moment) {
      moved += Math.max(0, moment - now());
    },
  };
}
