const MINUTE_MS = 60_000;

/** Messages that are older than this no longer count, and no message waits longer. */
export const PAUSE_WINDOW_MS = 15 * MINUTE_MS;

/** What decides how long a message waits. Times in ms since 1970. */
export interface PauseFacts {
  /** When the user's last messages were sent. */
  readonly toldAt: readonly number[];
  /** Since when there is something that the user was not told. */
  readonly waitsSince: number;
}

/** The messages that count as sent lately; one from a clock that ran ahead does not hold the user's messages up. */
export function lately(toldAt: readonly number[], now: number): number[] {
  return toldAt.filter((time) => Math.abs(now - time) < PAUSE_WINDOW_MS);
}

/**
 * When a message is due if nothing more changes: the more messages a user got lately, the longer a quiet pause it waits
 * for. A state that never rests is told after a quarter of an hour all the same.
 * @param pausesMs the pause before the first message, the second one, and so on; the last one counts for all that follow.
 */
export function chooseDueTime(facts: PauseFacts, pausesMs: readonly number[], now: number): number {
  const sent = lately(facts.toldAt, now).length;
  const pause = pausesMs[Math.min(sent, pausesMs.length - 1)] ?? 0;
  return Math.max(now, Math.min(now + pause, facts.waitsSince + PAUSE_WINDOW_MS));
}
