import type { Logger } from "pino";
import type { GatewaySessions } from "../../store/gateway-sessions.ts";

/** Tells the other processes how the session stands; this process holds it. */
export interface StatusPublisher {
  /** Publishes that the session is alive, if it is. */
  publishAlive(): void;
  /** Publishes that it is not alive now, or not here. Resolves when that is done. */
  publishOffline(): Promise<void>;
}

export function createStatusPublisher(options: {
  sessions: Pick<GatewaySessions, "recordHeartbeat" | "recordOffline">;
  logger: Logger;
  isAlive: () => boolean;
}): StatusPublisher {
  const { sessions, logger, isAlive } = options;
  let lastHeartbeatAt: string | undefined;
  let last: Promise<void> = Promise.resolve();

  function inOrder(publish: () => Promise<void>): Promise<void> {
    last = last
      .then(publish)
      .catch((err: unknown) => logger.debug({ err }, "The state of the session could not be published"));
    return last;
  }

  return {
    publishAlive() {
      void inOrder(async () => {
        if (isAlive()) lastHeartbeatAt = await sessions.recordHeartbeat();
      });
    },
    publishOffline: () =>
      inOrder(async () => {
        if (lastHeartbeatAt !== undefined) await sessions.recordOffline(lastHeartbeatAt);
        lastHeartbeatAt = undefined;
      }),
  };
}
