import { InternalApiError } from "@moddy/internal-api/client";
import { Command, CommanderError } from "commander";
import type { CliContext } from "./context.ts";
import { deliveriesCommand } from "./deliveries/command.ts";
import { doctorCommand } from "./doctor/command.ts";
import { firewallCommand } from "./firewall/command.ts";
import { UsageError } from "./pair/usage-error.ts";
import { portsCommand } from "./ports/command.ts";
import { probeCommand } from "./probe/command.ts";
import { secretCommand } from "./secret/command.ts";
import { syncCommand } from "./sync/command.ts";

const COMMANDS = [
  doctorCommand,
  portsCommand,
  probeCommand,
  firewallCommand,
  secretCommand,
  deliveriesCommand,
  syncCommand,
] as const;

function createProgram(context: CliContext, finish: (status: number) => void): Command {
  const { terminal, version } = context;
  const program = new Command("moddy").description("Looks after a Moddy pair: bot and backend.").version(version);
  for (const create of COMMANDS) program.addCommand(create(context, finish));
  for (const command of [program, ...program.commands.flatMap((one) => [one, ...one.commands])]) {
    command
      .exitOverride()
      .showHelpAfterError("(add --help for what there is)")
      .configureOutput({
        writeOut: (text) => terminal.out(text.trimEnd()),
        writeErr: (text) => terminal.err(text.trimEnd()),
        getOutHelpWidth: () => terminal.columns,
        getErrHelpWidth: () => terminal.columns,
        getOutHasColors: () => terminal.colour,
        getErrHasColors: () => terminal.colour,
      });
  }
  return program;
}

/** The exit status where the command line does not fit. */
const MISUSED = 2;

/**
 * Runs one command (`args` without the program's own name). Returns the exit status: 0 if all is good, 1 if not, 2 where
 * the command line does not fit or lacks something.
 */
export async function runCli(args: readonly string[], context: CliContext): Promise<number> {
  let status = 0;
  try {
    await createProgram(context, (result) => {
      status = result;
    }).parseAsync(args, { from: "user" });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : MISUSED;
    if (!(error instanceof InternalApiError || error instanceof UsageError)) throw error;
    context.terminal.err(error.message);
    return error instanceof UsageError ? MISUSED : 1;
  }
}
