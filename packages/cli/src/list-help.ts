import type { Command } from "commander";
import type { CliContext } from "./context.ts";
import { createProgram } from "./create-program.ts";

/** A command as a person types it, and its `--help` text. */
export interface CommandHelp {
  readonly command: string;
  readonly help: string;
}

function helpOf(command: Command, path: string): CommandHelp[] {
  const children = command.commands.flatMap((child) => helpOf(child, `${path} ${child.name()}`));
  return [{ command: path, help: command.helpInformation().trimEnd() }, ...children];
}

/** The help of every command, in the order of `moddy --help`. */
export function listHelp(context: CliContext): CommandHelp[] {
  return helpOf(
    createProgram(context, () => undefined),
    "moddy",
  );
}
