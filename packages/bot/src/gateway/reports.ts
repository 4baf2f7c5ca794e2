import type { Logger } from "pino";
import type { GatewaySessions } from "../store/gateway-sessions.ts";

/** What the session's holder tells the other processes, one word after the other. */
export interface Reports {
  /** Says that the session is alive, if it is. */
  sayAlive(): void;
  /** Says that it is not, at present or here. Resolves when that is told. */
  sayGone(): Promise<void>;
}

export function createReports(options: {
  sessions: Pick<GatewaySessions, "reportAlive" | "reportGone">;
  logger: Logger;
  isAlive: () => boolean;
}): Reports {
  const { sessions, logger, isAlive } = options;
  let lastWord: string | undefined;
  let last: Promise<void> = Promise.resolve();

  function inTurn(say: () => Promise<void>): Promise<void> {
    last = last
      .then(say)
      .catch((err: unknown) => logger.debug({ err }, "The other processes could not be told of the session"));
    return last;
  }

  return {
    sayAlive() {
      void inTurn(async () => {
        if (isAlive()) lastWord = await sessions.reportAlive();
      });
    },
    sayGone: () =>
      inTurn(async () => {
        if (lastWord !== undefined) await sessions.reportGone(lastWord);
        lastWord = undefined;
      }),
  };
}
