import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodePath } from "./node-path.mjs";

const stampFile = (root) => join(root, "node_modules", ".moddy-install");

/**
 * Whether node_modules is what the lockfile, the package.json files and this platform ask for: `current`, or `missing`.
 * `moved` is a current one that was installed in another folder: the tree was copied or renamed since.
 */
export function readInstall(root) {
  if (!existsSync(nodePath(root)) || !existsSync(stampFile(root))) return "missing";
  const [fingerprint, installedIn] = readFileSync(stampFile(root), "utf8").split("\n");
  if (fingerprint !== createFingerprint(root)) return "missing";
  return installedIn === root ? "current" : "moved";
}

/** Records that the install in this folder is complete. */
export function recordInstall(root) {
  writeFileSync(stampFile(root), `${createFingerprint(root)}\n${root}\n`);
}

function createFingerprint(root) {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}`);
  const packages = readdirSync(join(root, "packages")).map((name) => join("packages", name, "package.json"));
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json", ...packages.sort()]) {
    const path = join(root, file);
    if (existsSync(path)) hash.update(`\n${file}\n`).update(readFileSync(path));
  }
  return hash.digest("hex");
}
