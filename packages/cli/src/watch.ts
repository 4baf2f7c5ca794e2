import { setTimeout as delay } from "node:timers/promises";
import { Option } from "commander";
import { parseSpan } from "./arguments.ts";
import type { CliContext } from "./context.ts";

const CLEAR = "\u001b[H\u001b[2J\u001b[3J";
const PAUSE_SECONDS = 5;

/** What `--watch` was given: seconds, or nothing but itself. */
export type Watch = number | true | undefined;

/** The option with which a command looks again and again. */
export function watchOption(): Option {
  return new Option("--watch [span]", `look again every so often, such as 10s (default: ${PAUSE_SECONDS}s)`).argParser(
    parseSpan,
  );
}

/** Looks once; with `--watch` again and again until the person stops it. Returns the last look's status. */
export async function lookOrWatch(context: CliContext, watch: Watch, look: () => Promise<number>): Promise<number> {
  if (watch === undefined) return look();
  const pauseMs = (watch === true ? PAUSE_SECONDS : watch) * 1_000;
  let status = 0;
  while (!context.signal.aborted) {
    if (context.terminal.interactive) context.terminal.out(CLEAR);
    try {
      status = await look();
      await delay(pauseMs, undefined, { signal: context.signal });
    } catch (error) {
      if (!context.signal.aborted) throw error;
    }
  }
  return status;
}
