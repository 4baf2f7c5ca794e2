import { parseArgs } from "node:util";

export interface StartOptions {
  /** Stop after the first purchase. */
  once: boolean;
}

export const usage = `npm start [-- --once]

Runs PostgreSQL, the backend and the bot, with a local Discord and a local Stripe in place of each one whose token is
not in the environment or in .env. Buys a subscription, shows what happens, and stays up.

  --once   stop after the first purchase; exit status 0 when message and role arrived`;

/** Reads the command line; undefined when it asks for help. An unknown option is an error that `parseArgs` words. */
export function readOptions(args: string[]): StartOptions | undefined {
  const { values } = parseArgs({
    args,
    options: { once: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false } },
  });
  return values.help ? undefined : { once: values.once };
}
