import { join } from "node:path";
import { backendOperations, botOperations } from "@moddy/schemas";
import { root } from "../packages/launcher/src/root.ts";
import { compareWithLock } from "./contract/compare-with-lock.ts";
import { lockContract } from "./contract/lock-contract.ts";
import { type ContractFiles, writeLock } from "./contract/write-lock.ts";

const schemas = join(root, "packages", "schemas");
const files: ContractFiles = {
  lock: join(schemas, "contract.lock.json"),
  releasedFolder: join(schemas, "released"),
  version: join(schemas, "src", "version.ts"),
};
const contract = lockContract([...Object.values(botOperations), ...Object.values(backendOperations)]);
const comparison = compareWithLock(contract, files.lock);

for (const { breaking, what } of comparison.changes) console.log(`${breaking ? "breaking  " : "compatible"}  ${what}`);
process.exitCode = process.argv.includes("--check") ? check() : write();

/** 1 when the lock or the version is behind the code. */
function check(): number {
  const { isLocked, version } = comparison;
  if (isLocked) return 0;
  const raise =
    version === contract.version ? "" : `raises CONTRACT_VERSION from ${contract.version} to ${version} and `;
  console.log(`The contract differs from its lock. \`npm run contract\` ${raise}locks it.`);
  return 1;
}

function write(): number {
  const done = writeLock(contract, comparison, files);
  if (done.length === 0) console.log(`The contract is unchanged: ${contract.version}.`);
  else console.log([...done, "Its reference pages: npm run docs"].join("\n"));
  return 0;
}
