import { Command, Help, type Option } from "commander";
import type { CliContext } from "./context.ts";
import { deliveriesCommand } from "./deliveries/command.ts";
import { doctorCommand } from "./doctor/command.ts";
import { eventsCommand } from "./events/command.ts";
import { firewallCommand } from "./firewall/command.ts";
import { importCommand } from "./import/command.ts";
import { inviteCommand } from "./invite/command.ts";
import { linkCommand } from "./link/command.ts";
import { linkTokenCommand } from "./link-token/command.ts";
import { portsCommand } from "./ports/command.ts";
import { probeCommand } from "./probe/command.ts";
import { secretCommand } from "./secret/command.ts";
import { syncCommand } from "./sync/command.ts";
import { unlinkedCommand } from "./unlinked/command.ts";

const COMMANDS = [
  doctorCommand,
  portsCommand,
  probeCommand,
  firewallCommand,
  inviteCommand,
  secretCommand,
  deliveriesCommand,
  eventsCommand,
  syncCommand,
  importCommand,
  linkCommand,
  linkTokenCommand,
  unlinkedCommand,
] as const;

const help = new Help();

/** Leaves the default out for options that are off by default. */
function describeOption(option: Option): string {
  return option.isBoolean() ? option.description : help.optionDescription(option);
}

/** The program with all commands; a command passes its exit status to `finish`. */
export function createProgram(context: CliContext, finish: (status: number) => void): Command {
  const { terminal, version } = context;
  const program = new Command("moddy")
    .description("Checks and operates a Moddy pair: bot and backend.")
    .version(version);
  for (const create of COMMANDS) program.addCommand(create(context, finish));
  for (const command of [program, ...program.commands.flatMap((one) => [one, ...one.commands])]) {
    command
      .exitOverride()
      .configureHelp({ optionDescription: describeOption })
      .showHelpAfterError("(--help lists the options)")
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
