import { Command, Help, type Option } from "commander";
import type { CliContext } from "./context.ts";
import { deliveriesCommand } from "./deliveries/command.ts";
import { doctorCommand } from "./doctor/command.ts";
import { firewallCommand } from "./firewall/command.ts";
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

const help = new Help();

/** That what is not asked for is off goes without saying. */
function describeOption(option: Option): string {
  return option.isBoolean() ? option.description : help.optionDescription(option);
}

/** All commands; a command hands its exit status to `finish`. */
export function createProgram(context: CliContext, finish: (status: number) => void): Command {
  const { terminal, version } = context;
  const program = new Command("moddy").description("Looks after a Moddy pair: bot and backend.").version(version);
  for (const create of COMMANDS) program.addCommand(create(context, finish));
  for (const command of [program, ...program.commands.flatMap((one) => [one, ...one.commands])]) {
    command
      .exitOverride()
      .configureHelp({ optionDescription: describeOption })
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
