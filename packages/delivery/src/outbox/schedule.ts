/** When deliveries are tried. All in milliseconds. */
export interface Schedule {
  /** The longest pause after the first failed attempt; doubled with each further one. */
  readonly baseDelayMs: number;
  /** The longest pause while a delivery is young. */
  readonly maxDelayMs: number;
  /** The longest pause after `oldAfterMs`. */
  readonly oldMaxDelayMs: number;
  readonly oldAfterMs: number;
  /** A delivery that has not ended after this time dies. */
  readonly lifetimeMs: number;
  /** How often the database is asked for due deliveries where nothing else woke the worker. */
  readonly pollMs: number;
  /** How long a claim holds beyond the operation's own deadline, if its worker neither records nor dies. */
  readonly leaseMs: number;
  /** How often claims of dead workers are looked for. */
  readonly workerCheckMs: number;
  /** The first and the longest pause between two looks at a peer that is down. */
  readonly peerCheckMs: number;
  readonly maxPeerCheckMs: number;
  /** While the peer is down: how long between two deliveries that are tried all the same. */
  readonly trialMs: number;
}

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** The schedule unless another one is given. */
export const DEFAULT_SCHEDULE: Schedule = {
  baseDelayMs: 500,
  maxDelayMs: 60 * SECOND,
  oldMaxDelayMs: 300 * SECOND,
  oldAfterMs: HOUR,
  lifetimeMs: 7 * 24 * HOUR,
  pollMs: 500,
  leaseMs: 10 * SECOND,
  workerCheckMs: 3 * SECOND,
  peerCheckMs: 500,
  maxPeerCheckMs: 5 * SECOND,
  trialMs: SECOND,
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
  const cap = attempt.ageMs < schedule.oldAfterMs ? schedule.maxDelayMs : schedule.oldMaxDelayMs;
  const ceiling = Math.min(cap, schedule.baseDelayMs * 2 ** Math.min(attempt.number - 1, 30));
  const pause = random() * ceiling;
  if (attempt.retryAfterSeconds === undefined) return pause;
  return attempt.retryAfterSeconds * SECOND + Math.min(pause, schedule.baseDelayMs);
}
