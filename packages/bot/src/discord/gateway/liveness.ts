// Discord's usual interval is 41.25 s. This is assumed until two heartbeats have shown the real one, and is the longest.
const USUAL_INTERVAL_MS = 45_000;
/** Within how many milliseconds of the last answer the next one has to come. */
const deadlineFor = (interval: number): number => interval * 1.25 + 1_000;

/** Whether the gateway session is alive: connected, and its heartbeats are answered. */
export interface Liveness {
  /** The session was made or resumed. */
  connected(): void;
  /** A heartbeat that was sent at this time was answered; milliseconds since the epoch. */
  heartbeatAnswered(sentAt: number): void;
  disconnected(): void;
  isAlive(): boolean;
}

/** @param now milliseconds, of a clock that only runs forward. */
export function createLiveness(now: () => number): Liveness {
  let lastAnswerAt: number | undefined;
  let interval = USUAL_INTERVAL_MS;
  let lastSentAt: number | undefined;
  return {
    connected() {
      lastAnswerAt = now();
      lastSentAt = undefined;
    },
    heartbeatAnswered(sentAt) {
      if (lastSentAt !== undefined && sentAt > lastSentAt) interval = Math.min(sentAt - lastSentAt, USUAL_INTERVAL_MS);
      lastSentAt = sentAt;
      if (lastAnswerAt !== undefined) lastAnswerAt = now();
    },
    disconnected() {
      lastAnswerAt = undefined;
    },
    isAlive: () => lastAnswerAt !== undefined && now() - lastAnswerAt < deadlineFor(interval),
  };
}
