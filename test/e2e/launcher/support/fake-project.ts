import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../../../packages/launcher/src/root.ts";

export interface FakeProject {
  folder: string;
  /** A PATH on which `npx` is what the test says. */
  path: string;
  remove: () => void;
}

/** A project with the real launcher and nothing installed, and an `npx` that runs the given shell lines instead of pnpm. */
export function makeFakeProject(npx: string): FakeProject {
  const folder = mkdtempSync(join(tmpdir(), "moddy-launcher-"));
  const bin = join("packages", "launcher", "bin");
  cpSync(join(root, bin), join(folder, bin), { recursive: true });
  mkdirSync(join(folder, "tools"));
  writeFileSync(join(folder, "tools", "format.ts"), 'console.log("formatted", ...process.argv.slice(2));\n');
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module", packageManager: "pnpm@12.21.0" }));
  mkdirSync(join(folder, "packages", "one"), { recursive: true });
  writeFileSync(join(folder, "packages", "one", "package.json"), "{}");
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin", "npx"), `#!/bin/sh\n${npx}\n`);
  chmodSync(join(folder, "bin", "npx"), 0o755);
  return {
    folder,
    path: `${join(folder, "bin")}:${process.env.PATH}`,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The lines of an `npx` that installs at once: it puts this Node.js where the pinned one belongs. */
export const installsAtOnce = [
  'echo "installed $*" >>calls',
  "mkdir -p node_modules/.bin",
  `ln -sf '${process.execPath}' node_modules/.bin/node`,
].join("\n");
