import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recordInstall } from "../../../../packages/launcher/bin/launch/install-stamp.mjs";
import { root } from "../../../../packages/launcher/src/root.ts";

const copied = ["tools", "package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", ".taprc", "plans.json"];

/** This project with its own launcher, data and tests folders; what is installed is shared, and nothing is installed. */
export function makeProjectCopy(t: { teardown: (remove: () => void) => void }): string {
  const folder = mkdtempSync(join(tmpdir(), "moddy-copy-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  // Root's PostgreSQL runs as another user, which has to reach its data in here.
  chmodSync(folder, 0o755);
  for (const name of copied) cpSync(join(root, name), join(folder, name), { recursive: true });
  // The launcher finds its project from where its own files are: a link would lead it back here.
  const launcher = join("packages", "launcher");
  for (const part of ["bin", "src", "package.json"]) {
    cpSync(join(root, launcher, part), join(folder, launcher, part), { recursive: true });
  }
  symlinkSync(join(root, launcher, "node_modules"), join(folder, launcher, "node_modules"));
  for (const name of readdirSync(join(root, "packages"))) {
    if (name !== "launcher") symlinkSync(join(root, "packages", name), join(folder, "packages", name));
  }
  mkdirSync(join(folder, "node_modules"));
  // What Node.js compiled is shared too.
  mkdirSync(join(root, "node_modules", ".cache"), { recursive: true });
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (name.startsWith(".moddy")) continue;
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
  }
  recordInstall(folder);
  mkdirSync(join(folder, "test"));
  return folder;
}
