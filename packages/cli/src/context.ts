import type { DiscordNeeds } from "./doctor/discord/discord-needs.ts";
import type { Environment } from "./environment.ts";
import type { Running } from "./pair/read-running.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** What the commands use of their surroundings: environment, terminal, clock and so on. */
export interface CliContext {
  readonly env: Environment;
  /** What `npm start` runs in this folder: the commands then use its variables. */
  readonly running?: Running | undefined;
  readonly terminal: Terminal;
  readonly platform: NodeJS.Platform;
  /** The folder to which relative paths in variables refer. */
  readonly folder: string;
  /** Whether that folder is the workspace, in which `npm start` exists. */
  readonly workspace: boolean;
  /** What the bot needs of Discord; by default what its features declare. */
  readonly discordNeeds?: DiscordNeeds;
  /** The version of this program. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly randomBytes: (count: number) => Buffer;
  /** Aborted when the person stops the command. */
  readonly signal: AbortSignal;
}
