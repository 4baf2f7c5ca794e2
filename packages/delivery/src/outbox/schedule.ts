/** When deliveries are sent. All times are in milliseconds. */
export interface Schedule {
  /** The longest pause after the first failed attempt. It doubles with each further one. */
  readonly baseDelayMs: number;
  /** The longest pause while a delivery is young. */
  readonly maxDelayMs: number;
  /** The longest pause of a delivery older than `oldAfterMs`. */
  readonly oldMaxDelayMs: number;
  readonly oldAfterMs: number;
  /** A delivery that has not ended after this time becomes a dead letter. */
  readonly lifetimeMs: number;
  /** How often a worker polls the database when nothing wakes it. */
  readonly pollMs: number;
  /** How long a claim lasts after the operation's own deadline, if its worker neither records nor dies. */
  readonly leaseMs: number;
  /** How often a worker releases the claims of dead workers. */
  readonly workerCheckMs: number;
  /** The first and the longest pause between two health checks of a peer that is down. */
  readonly peerCheckMs: number;
  readonly maxPeerCheckMs: number;
  /** The pause between two trial deliveries while the peer is down. */
  readonly trialMs: number;
}

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** The schedule of the services. */
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
 * The pause after a failed attempt, in milliseconds: exponential backoff with full jitter, so that deliveries that failed
 * together do not come back together; never less than `Retry-After`. Source: AWS Architecture Blog, "Exponential Backoff
 * And Jitter".
 */
export function pauseAfter(
  attempt: { readonly number: number; readonly ageMs: number; readonly retryAfterSeconds?: number | undefined },
  schedule: Schedule,
  random: () => number,
): number {
  const maxDelay = attempt.ageMs < schedule.oldAfterMs ? schedule.maxDelayMs : schedule.oldMaxDelayMs;
  const pause = random() * Math.min(maxDelay, schedule.baseDelayMs * 2 ** (attempt.number - 1));
  if (attempt.retryAfterSeconds === undefined) return pause;
  return attempt.retryAfterSeconds * SECOND + Math.min(pause, schedule.baseDelayMs);
}
