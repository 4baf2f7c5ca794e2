import { setTimeout as delay } from "node:timers/promises";
import type { CliContext } from "../context.ts";

const CLEAR = "\u001b[H\u001b[2J\u001b[3J";

/** Runs a look again and again until the person stops it; between two runs lie `everyMs`. Returns the last status. */
export async function watch(context: CliContext, everyMs: number, look: () => Promise<number>): Promise<number> {
  let status = 0;
  while (!context.signal.aborted) {
    if (context.terminal.interactive) context.terminal.out(CLEAR);
    try {
      status = await look();
      await delay(everyMs, undefined, { signal: context.signal });
    } catch (error) {
      if (!context.signal.aborted) throw error;
    }
  }
  return status;
}
