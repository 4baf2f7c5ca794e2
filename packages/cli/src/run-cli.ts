import { InternalApiError } from "@moddy/internal-api/client";
import { CommanderError } from "commander";
import type { CliContext } from "./context.ts";
import { createProgram } from "./create-program.ts";
import { UsageError } from "./pair/usage-error.ts";

/** The exit status of a wrong command line. */
const USAGE_ERROR = 2;

/**
 * Runs one command (`args` without the program's own name). Returns the exit status: 0 if all is good, 1 if not, 2 if
 * the command line is wrong or a variable is missing.
 */
export async function runCli(args: readonly string[], context: CliContext): Promise<number> {
  let status = 0;
  try {
    await createProgram(context, (result) => {
      status = result;
    }).parseAsync(args, { from: "user" });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_ERROR;
    if (!(error instanceof InternalApiError || error instanceof UsageError)) throw error;
    context.terminal.err(error.message);
    return error instanceof UsageError ? USAGE_ERROR : 1;
  }
}
