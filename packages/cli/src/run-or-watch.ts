import { setTimeout as delay } from "node:timers/promises";
import { Option } from "commander";
import { parseSpan } from "./arguments.ts";
import type { CliContext } from "./context.ts";

const CLEAR = "\u001b[H\u001b[2J\u001b[3J";
const PAUSE_SECONDS = 5;

/** The value of `--watch`: seconds, or true without a value. */
export type Watch = number | true | undefined;

/** The option that repeats a command. */
export function watchOption(): Option {
  return new Option("--watch [span]", `repeat at this interval, such as 10s (default: ${PAUSE_SECONDS}s)`).argParser(
    parseSpan,
  );
}

/** Runs a command once; with `--watch` until the person stops it. Returns the status of the last run. */
export async function runOrWatch(context: CliContext, watch: Watch, run: () => Promise<number>): Promise<number> {
  if (watch === undefined) return run();
  const pauseMs = (watch === true ? PAUSE_SECONDS : watch) * 1_000;
  let status = 0;
  while (!context.signal.aborted) {
    if (context.terminal.interactive) context.terminal.out(CLEAR);
    try {
      status = await run();
      await delay(pauseMs, undefined, { signal: context.signal });
    } catch (error) {
      if (!context.signal.aborted) throw error;
    }
  }
  return status;
}
