import type { z } from "zod";

/** One fault of the configuration. It never holds a value. */
export interface ConfigFault {
  readonly variable: string;
  readonly problem: string;
  readonly fix: string;
}

/** The configuration cannot be used. `faults` has every fault, and `message` says them to a person. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    const lines = faults.map(({ variable, problem, fix }) => `  ${variable} ${problem}.\n    Fix: ${fix}.`);
    const count = faults.length === 1 ? "1 variable is" : `${faults.length} variables are`;
    super(`The configuration cannot be used: ${count} wrong.\n${lines.join("\n")}`);
    this.faults = faults;
  }
}

const GENERAL_FIX = "see .env.example for what it takes, and set it in the environment or in .env";

function describe(issue: z.core.$ZodIssue, env: NodeJS.ProcessEnv): ConfigFault {
  const variable = String(issue.path[0] ?? "(several together)");
  const absent = issue.path.length === 1 && !env[variable];
  const fix: unknown = issue.code === "custom" ? issue.params?.["fix"] : undefined;
  return {
    variable,
    problem: absent ? "is not set" : issue.message.replace(/\.$/, ""),
    fix: typeof fix === "string" ? fix : GENERAL_FIX,
  };
}

/**
 * Reads the configuration from environment variables. An empty variable counts as not set.
 * @throws {ConfigError} with every faulty variable, its problem and the fix; never with a value.
 */
export function loadConfig<T>(schema: z.ZodType<T>, env: NodeJS.ProcessEnv): T {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => describe(issue, env));
  throw new ConfigError(faults.filter((fault, i) => faults.findIndex((f) => f.variable === fault.variable) === i));
}
