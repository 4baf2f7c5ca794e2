import { TooLateError, until } from "../../../support/until.ts";
import { isQuiet, readWork } from "./read-work.ts";
import type { Rig } from "./start-rig.ts";

const QUIET_MS = 240_000;

/** Waits until all that happened is done with; what never ends is found by the judges. */
export async function settle(rig: Rig, say: (line: string) => void = () => undefined): Promise<void> {
  let calm = 0;
  const look = async (): Promise<boolean> => {
    // Stripe tries no more than twelve times: hurried while nobody listens, they would be used up.
    if (rig.backend.isReady) rig.sandbox.stripe.webhooks.queue.skipDelays();
    calm = (await isQuiet(rig).catch(() => false)) ? calm + 1 : 0;
    return calm >= 4;
  };
  try {
    await until("nothing is left to do", look, { withinMs: QUIET_MS, everyMs: 250 });
  } catch (error) {
    if (!(error instanceof TooLateError)) throw error;
    say(`not quiet after ${QUIET_MS / 1000} s: ${JSON.stringify(await readWork(rig.cluster).catch(String))}`);
  }
}
