import type { ChildProcess, SpawnOptions } from "node:child_process";

export interface TieOptions extends SpawnOptions {
  endWith?: NodeJS.Signals;
  viaGuard?: boolean;
  graceMs?: number;
}

export function canTieWithSetpriv(): boolean;
export function spawnTied(command: string, args: readonly string[], options?: TieOptions): ChildProcess;
export function spawnGuarded(command: string, args: readonly string[], options?: TieOptions): ChildProcess;
export function endGroup(pid: number | undefined, signal: NodeJS.Signals): void;
