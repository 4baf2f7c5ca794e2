import type { ChildProcess, SpawnOptions } from "node:child_process";

export interface SupervisedOptions extends SpawnOptions {
  /** The signal that ends the child; SIGTERM without it. */
  stopSignal?: NodeJS.Signals;
  /** How long the process group has to end before it is killed. */
  graceMs?: number;
}

export interface WithParentOptions extends SupervisedOptions {
  /** Start the child through the supervisor process even where `setpriv` works. */
  useSupervisor?: boolean;
}

export function spawnWithParent(command: string, args: readonly string[], options?: WithParentOptions): ChildProcess;
export function spawnSupervised(command: string, args: readonly string[], options?: SupervisedOptions): ChildProcess;
