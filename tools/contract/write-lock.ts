import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Comparison, textOf } from "./compare-with-lock.ts";
import type { ContractLock } from "./lock-contract.ts";

/** Where the contract's version and its locks are. */
export interface ContractFiles {
  readonly lock: string;
  /** Keeps the first lock of each major version. */
  readonly releasedFolder: string;
  /** Holds the line `export const CONTRACT_VERSION = "…";`. */
  readonly version: string;
}

/**
 * Brings the version and the lock up to the contract. Returns what was done, a sentence each; nothing where nothing was to
 * do. The first lock of a major version is kept beside the released ones.
 */
export function writeLock(contract: ContractLock, comparison: Comparison, files: ContractFiles): string[] {
  const { version, isLocked } = comparison;
  const done: string[] = [];
  if (version !== contract.version) {
    setVersion(files.version, version);
    done.push(`CONTRACT_VERSION is raised from ${contract.version} to ${version}.`);
  }
  const text = textOf({ ...contract, version });
  if (!isLocked) {
    writeFileSync(files.lock, text);
    done.push(`The contract is locked as ${version}.`);
  }
  const released = join(files.releasedFolder, `v${version.split(".")[0]}.lock.json`);
  if (!existsSync(released)) {
    mkdirSync(dirname(released), { recursive: true });
    writeFileSync(released, text);
    done.push(`It is kept as the first contract of version ${version.split(".")[0]}.`);
  }
  return done;
}

function setVersion(file: string, version: string): void {
  const before = readFileSync(file, "utf8");
  const after = before.replace(/(CONTRACT_VERSION = ")[^"]*(")/, `$1${version}$2`);
  if (after === before) throw new Error(`${file} has no line that sets CONTRACT_VERSION.`);
  writeFileSync(file, after);
}
