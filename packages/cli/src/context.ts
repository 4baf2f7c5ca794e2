import type { Environment } from "./environment.ts";
import type { Running } from "./pair/read-running.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** What the commands are given of the world around them. */
export interface CliContext {
  readonly env: Environment;
  /** What `npm start` runs here, if it does: each side is then checked as it runs. */
  readonly running?: Running | undefined;
  readonly terminal: Terminal;
  readonly platform: NodeJS.Platform;
  /** The folder that relative paths in variables start from. */
  readonly folder: string;
  /** Whether that folder is the workspace, where `npm start` is. */
  readonly workspace: boolean;
  /** The version of this program. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly randomBytes: (count: number) => Buffer;
  /** Aborted when the person asks to stop. */
  readonly signal: AbortSignal;
}
