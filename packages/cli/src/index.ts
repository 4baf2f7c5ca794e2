export type { CliContext } from "./context.ts";
export { type CommandHelp, listHelp } from "./list-help.ts";
export { runCli } from "./run-cli.ts";
