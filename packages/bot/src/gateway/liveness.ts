// Discord's usual interval is 41.25 s; it is taken for this until two heartbeats were seen, and never for more.
const USUAL_INTERVAL_MS = 45_000;
/** When a heartbeat that was due has to have been answered. */
const patience = (interval: number): number => interval * 1.25 + 1_000;

/** Whether the gateway session lives: connected, and its heartbeats are answered. */
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
  let signOfLife: number | undefined;
  let interval = USUAL_INTERVAL_MS;
  let lastSentAt: number | undefined;
  return {
    connected() {
      signOfLife = now();
      lastSentAt = undefined;
    },
    heartbeatAnswered(sentAt) {
      if (lastSentAt !== undefined && sentAt > lastSentAt) interval = Math.min(sentAt - lastSentAt, USUAL_INTERVAL_MS);
      lastSentAt = sentAt;
      if (signOfLife !== undefined) signOfLife = now();
    },
    disconnected() {
      signOfLife = undefined;
    },
    isAlive: () => signOfLife !== undefined && now() - signOfLife < patience(interval),
  };
}
