import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodePath } from "./node-path.mjs";

const stampFile = (root) => join(root, "node_modules", ".moddy-install");

/** Whether node_modules is what the lockfile, the package.json files and this platform ask for. */
export function isInstalled(root) {
  if (!existsSync(nodePath(root)) || !existsSync(stampFile(root))) return false;
  return readFileSync(stampFile(root), "utf8") === fingerprint(root);
}

/** Records that the install that just ended is complete. */
export function recordInstall(root) {
  writeFileSync(stampFile(root), fingerprint(root));
}

function fingerprint(root) {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}`);
  const packages = readdirSync(join(root, "packages")).map((name) => join("packages", name, "package.json"));
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json", ...packages.sort()]) {
    const path = join(root, file);
    if (existsSync(path)) hash.update(`\n${file}\n`).update(readFileSync(path));
  }
  return hash.digest("hex");
}
