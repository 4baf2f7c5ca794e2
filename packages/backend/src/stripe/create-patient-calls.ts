import { setTimeout as delay } from "node:timers/promises";
import { Stripe } from "stripe";

/** Makes a call of Stripe when its turn has come, and again after a 429. @throws the Stripe library's other errors. */
export type PatientCall = <T>(call: () => Promise<T>) => Promise<T>;

const MAX_PAUSE_MS = 30_000;
const SECOND_MS = 1_000;

function pauseOf(error: InstanceType<typeof Stripe.errors.StripeRateLimitError>, tries: number): number {
  const seconds = Number(error.headers?.["retry-after"]);
  return Math.min(seconds > 0 ? seconds * SECOND_MS : SECOND_MS * 2 ** tries, MAX_PAUSE_MS);
}

/**
 * Makes the way to call Stripe for work that may take long: at most so many calls a second, so that everything else keeps
 * its share of Stripe's limit.
 */
export function createPatientCalls(options: { perSecond: number; signal: AbortSignal }): PatientCall {
  const { perSecond, signal } = options;
  let turn: Promise<unknown> = Promise.resolve();

  function takeTurn(): Promise<unknown> {
    const mine = turn;
    turn = mine.then(() => delay(SECOND_MS / perSecond, undefined, { signal }));
    // Whoever waits for the turn gets the reason.
    turn.catch(() => undefined);
    return mine;
  }

  return async (call) => {
    for (let tries = 0; ; tries++) {
      await takeTurn();
      signal.throwIfAborted();
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof Stripe.errors.StripeRateLimitError)) throw error;
        await delay(pauseOf(error, tries), undefined, { signal });
      }
    }
  };
}
