import { parseArgs } from "node:util";

/** What `npm run faults` is to do. */
export interface FaultsOptions {
  readonly kind: "bulk" | "every-step" | "short";
  readonly events: number;
  readonly kills: number;
  readonly seed: number;
  /** Keeps the logs though all went well. */
  readonly keepLogs: boolean;
}

/** The command line does not fit. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const USAGE = `npm run faults -- [options]

Runs the real backend and bot as processes against a local Discord, a local Stripe and a PostgreSQL of their own, breaks
them, and compares what was paid for with what Discord shows. Exit status 0 if all is as promised, 1 if not.

  --events <n>    so many events of Stripe (200)
  --kills <n>     so many processes killed with SIGKILL, and other faults between (5)
  --seed <n>      what chance follows; the same seed replays a run (1)
  --every-step    instead: kills each side at each of its numbered steps
  --short         instead: a small run, and the steps of the way from the webhook to Discord; at most three minutes
  --keep          keeps the services' logs though all went well`;

const LIMITS = { events: [1, 100_000], kills: [0, 10_000], seed: [0, 2 ** 32 - 1] } as const;

function readNumber(name: keyof typeof LIMITS, text: string): number {
  const [least, most] = LIMITS[name];
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) {
    throw new UsageError(`--${name} takes a whole number from ${least} to ${most}, not "${text}".`);
  }
  return value;
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        events: { type: "string" },
        kills: { type: "string" },
        seed: { type: "string" },
        "every-step": { type: "boolean", default: false },
        short: { type: "boolean", default: false },
        keep: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * Reads the command line; undefined when it asks for help.
 * @throws {UsageError} for an unknown option, a value that is no fitting number, and options that exclude each other.
 */
export function readOptions(args: string[]): FaultsOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  if (values.short && values["every-step"]) throw new UsageError("--short and --every-step exclude each other.");
  const kind = values.short ? "short" : values["every-step"] ? "every-step" : "bulk";
  if (kind !== "bulk" && (values.events !== undefined || values.kills !== undefined)) {
    throw new UsageError(`--${kind} has its own number of events and kills.`);
  }
  const { events = kind === "short" ? "100" : "200", kills = kind === "short" ? "4" : "5", seed = "1", keep } = values;
  return {
    kind,
    events: readNumber("events", events),
    kills: readNumber("kills", kills),
    seed: readNumber("seed", seed),
    keepLogs: keep,
  };
}
