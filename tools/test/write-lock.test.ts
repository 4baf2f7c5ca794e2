import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { botOperations } from "@moddy/schemas";
import t, { type Test } from "tap";
import { compareWithLock, textOf } from "../contract/compare-with-lock.ts";
import { type ContractLock, lockContract } from "../contract/lock-contract.ts";
import { writeLock } from "../contract/write-lock.ts";

const contract = lockContract([botOperations.notify], "1.4.2");
const grown = lockContract([botOperations.notify, botOperations.rolesUpdate], "1.4.2");

t.test("a contract that is locked already is left alone", async (t) => {
  const { update } = makeContract(t, contract);
  t.strictSame(update(contract), []);
});

t.test("a compatible change raises the minor version and is locked", async (t) => {
  const { update, version, lock } = makeContract(t, contract);
  t.match(update(grown), ["CONTRACT_VERSION is raised from 1.4.2 to 1.5.0.", "The contract is locked as 1.5.0."]);
  t.equal(version(), '/** The version. */\nexport const CONTRACT_VERSION = "1.5.0";\n');
  t.equal(lock(), textOf({ ...grown, version: "1.5.0" }));
  t.strictSame(update({ ...grown, version: "1.5.0" }), [], "a second run has nothing to do");
});

t.test("a breaking change raises the major version, whose first lock is kept", async (t) => {
  const { update, released } = makeContract(t, grown);
  t.equal(update(contract).length, 3);
  t.equal(released("v2"), textOf({ ...contract, version: "2.0.0" }));
  t.equal(released("v1"), textOf(grown), "the one of the version before stays");
});

t.test("without a lock the version stays and the first one is written", async (t) => {
  const { update, lock, files } = makeContract(t, contract);
  rmSync(files.lock);
  t.strictSame(update(grown), ["The contract is locked as 1.4.2."]);
  t.equal(lock(), textOf(grown));
});

/** The files of a contract that is locked as given. */
function makeContract(t: Test, locked: ContractLock) {
  const folder = t.testdir({
    "version.ts": `/** The version. */\nexport const CONTRACT_VERSION = "${locked.version}";\n`,
    released: { "v1.lock.json": textOf(locked) },
  });
  const files = {
    lock: join(folder, "contract.lock.json"),
    releasedFolder: join(folder, "released"),
    version: join(folder, "version.ts"),
  };
  writeFileSync(files.lock, textOf(locked));
  return {
    files,
    update: (now: ContractLock) => writeLock(now, compareWithLock(now, files.lock), files),
    version: () => readFileSync(files.version, "utf8"),
    lock: () => readFileSync(files.lock, "utf8"),
    released: (name: string) => readFileSync(join(files.releasedFolder, `${name}.lock.json`), "utf8"),
  };
}
