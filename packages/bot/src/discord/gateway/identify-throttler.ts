import type { Logger } from "pino";
import type { Identifies } from "../../store/identifies.ts";
import { type Wait, wait as waitInRealTime } from "../wait.ts";

/** Discord gives a token 1,000 identifies a day; twenty in any half hour are 960. */
const BUDGET = { identifies: 20, windowMs: 30 * 60_000 } as const;
/** Discord takes one identify in five seconds. */
const SPACING_MS = 5_500;
const POLL_MS = 2_000;
const RETRY_MS = 1_000;

export interface IdentifyThrottlerOptions {
  readonly identifies: Identifies;
  readonly logger: Logger;
  /** Real time unless it is given. */
  readonly wait?: Wait;
}

/** Delays every identify until the budget allows it, also across restarts: many restarts in a row wait. */
export interface IdentifyThrottler {
  /** Resolves when the connection may identify; rejects when it is `closed`, never settles when all is `over`. */
  waitForTurn(closed: AbortSignal, over: AbortSignal): Promise<void>;
}

export function createIdentifyThrottler(options: IdentifyThrottlerOptions): IdentifyThrottler {
  const { identifies, logger, wait = waitInRealTime } = options;

  async function pauseBefore(): Promise<number> {
    const ages = await identifies.agesWithin(BUDGET.windowMs);
    const budget = BUDGET.windowMs - (ages[ages.length - BUDGET.identifies] ?? Infinity);
    const spacing = SPACING_MS - (ages.at(-1) ?? Infinity);
    return Math.max(0, budget, spacing);
  }

  /** Identifying without counting could use up the day's budget, so this waits for a database that cannot be reached. */
  async function takeTurn(): Promise<number> {
    try {
      const pause = await pauseBefore();
      if (pause === 0) await identifies.record();
      return pause;
    } catch (error) {
      logger.warn({ err: error, event: "identify_delayed" }, "Waiting to identify: the count cannot be read");
      return RETRY_MS;
    }
  }

  return {
    async waitForTurn(closed, over) {
      let isLogged = false;
      for (;;) {
        const pause = await takeTurn();
        if (pause === 0) return;
        if (pause > SPACING_MS && !isLogged) {
          logger.warn(
            { event: "identify_delayed", wait_ms: pause },
            "Waiting to identify: restarts have used the budget",
          );
          isLogged = true;
        }
        const signal = AbortSignal.any([closed, over]);
        await wait(Math.min(pause, POLL_MS), signal).catch(() => undefined);
        closed.throwIfAborted();
        if (over.aborted) await never();
      }
    },
  };
}

/** A promise that is never settled. */
export function never(): Promise<never> {
  return new Promise(() => {});
}
