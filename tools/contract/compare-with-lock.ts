import { existsSync, readFileSync } from "node:fs";
import { compareContracts } from "./compare-contracts.ts";
import type { Change } from "./compare-schemas.ts";
import type { ContractLock } from "./lock-contract.ts";
import { nextVersion } from "./next-version.ts";

/** How the contract of the code stands to its committed lock. */
export interface Comparison {
  readonly changes: readonly Change[];
  /** The lock holds what the code says, word for word. */
  readonly isLocked: boolean;
  /** The version of the lock; undefined where there is none. */
  readonly locked: string | undefined;
  /** The version that the code has to name. */
  readonly version: string;
}

/** Compares the contract of the code with its lock. */
export function compareWithLock(contract: ContractLock, lockFile: string): Comparison {
  if (!existsSync(lockFile)) return { changes: [], isLocked: false, locked: undefined, version: contract.version };
  const text = readFileSync(lockFile, "utf8");
  const lock = JSON.parse(text) as ContractLock;
  const changes = compareContracts(lock, contract);
  return {
    changes,
    isLocked: text === textOf(contract),
    locked: lock.version,
    version: nextVersion(lock.version, contract.version, changes),
  };
}

/** A lock as its file holds it. */
export function textOf(lock: ContractLock): string {
  return `${JSON.stringify(lock, null, 2)}\n`;
}
