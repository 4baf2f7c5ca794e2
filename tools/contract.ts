import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { backendOperations, botOperations, CONTRACT_VERSION } from "@moddy/schemas";
import { root } from "../packages/launcher/src/root.ts";
import { judgeVersion } from "./contract/check-version.ts";
import { compareContracts } from "./contract/compare-contracts.ts";
import { type ContractLock, lockContract } from "./contract/lock-contract.ts";

const lockFile = join(root, "packages/schemas/contract.lock.json");
const releasedFile = join(root, `packages/schemas/released/v${CONTRACT_VERSION.split(".")[0]}.lock.json`);

process.exitCode = process.argv.includes("--write") ? write() : check();

/** Names what changed since the lock. 0: nothing did; 1: the version or the lock has to follow. */
function check(): number {
  const { problem, isCurrent } = look();
  if (isCurrent) return 0;
  console.log(problem ?? "Then write the lock: node --conditions=development tools/contract.ts --write");
  return 1;
}

/** Writes the lock, unless the version has to be raised first. The first of a major version is kept as released. */
function write(): number {
  const { problem, text } = look();
  if (problem !== undefined) {
    console.log(problem);
    return 1;
  }
  writeFileSync(lockFile, text);
  if (!existsSync(releasedFile)) writeFileSync(releasedFile, text);
  return 0;
}

function look(): { problem: string | undefined; isCurrent: boolean; text: string } {
  const today = lockContract([...Object.values(botOperations), ...Object.values(backendOperations)]);
  const text = `${JSON.stringify(today, null, 2)}\n`;
  const lockText = existsSync(lockFile) ? readFileSync(lockFile, "utf8") : text;
  const locked = JSON.parse(lockText) as ContractLock;
  const changes = compareContracts(locked, today);
  for (const { breaking, what } of changes) console.log(`${breaking ? "breaking  " : "compatible"}  ${what}`);
  return {
    problem: judgeVersion(locked.version, today.version, changes),
    isCurrent: existsSync(lockFile) && lockText === text,
    text,
  };
}
