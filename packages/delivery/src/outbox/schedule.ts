/** When deliveries are tried. All in milliseconds. */
export interface Schedule {
  /** The longest pause after the first failed attempt; doubled with each further one. */
  readonly baseMs: number;
  /** The longest pause while a delivery is young. */
  readonly capMs: number;
  /** The longest pause after `oldAfterMs`. */
  readonly oldCapMs: number;
  readonly oldAfterMs: number;
  /** A delivery that has not ended after this time dies. */
  readonly lifetimeMs: number;
  /** How often the database is asked for due deliveries where nothing else woke the worker. */
  readonly pollMs: number;
  /** How long a claim holds beyond the operation's own deadline, if its worker neither records nor dies. */
  readonly leaseMs: number;
  /** How often claims of dead workers are looked for. */
  readonly reapMs: number;
  /** The first and the longest pause between two looks at a peer that is down. */
  readonly probeMs: number;
  readonly probeCapMs: number;
  /** While the peer is down: how long between two deliveries that are tried all the same. */
  readonly trickleMs: number;
}

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** The schedule unless another one is given. */
export const DEFAULT_SCHEDULE: Schedule = {
  baseMs: 500,
  capMs: 60 * SECOND,
  oldCapMs: 300 * SECOND,
  oldAfterMs: HOUR,
  lifetimeMs: 7 * 24 * HOUR,
  pollMs: 500,
  leaseMs: 10 * SECOND,
  reapMs: 3 * SECOND,
  probeMs: 500,
  probeCapMs: 5 * SECOND,
  trickleMs: SECOND,
};

/**
 * How long to wait after a failed attempt: full jitter, so that deliveries that failed together do not come back together;
 * never less than the other side asked for. Source: AWS Architecture Blog, "Exponential Backoff And Jitter".
 */
export function pauseAfter(
  attempt: { readonly number: number; readonly ageMs: number; readonly retryAfterSeconds?: number | undefined },
  schedule: Schedule,
  random: () => number,
): number {
  const cap = attempt.ageMs < schedule.oldAfterMs ? schedule.capMs : schedule.oldCapMs;
  const ceiling = Math.min(cap, schedule.baseMs * 2 ** Math.min(attempt.number - 1, 30));
  const pause = random() * ceiling;
  if (attempt.retryAfterSeconds === undefined) return pause;
  return attempt.retryAfterSeconds * SECOND + Math.min(pause, schedule.baseMs);
}
