import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "../../../support/spawn-node.ts";
import type { Step } from "./read-recipes.ts";

const COPIED = ["test", "tools", "bench", "docs", "package.json", "tsconfig.base.json", "plans.json", ".env.example"];
const LEFT_OUT = new Set(["dist", ".tap", "tsconfig.tsbuildinfo"]);

/** A copy of the project's own files, beside the packages that are installed here. Its packages use each other's copies. */
export function copyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), "moddy-recipe-"));
  for (const name of COPIED) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  const isOurs = (path: string): boolean => !LEFT_OUT.has(path.split("/").at(-1) ?? "");
  const options = { recursive: true, verbatimSymlinks: true, filter: isOurs };
  for (const name of readdirSync(join(ROOT, "packages"))) {
    cpSync(join(ROOT, "packages", name), join(folder, "packages", name), options);
  }
  mkdirSync(join(folder, "node_modules"));
  for (const name of readdirSync(join(ROOT, "node_modules"))) {
    if (name !== "@moddy") symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name));
  }
  cpSync(join(ROOT, "node_modules/@moddy"), join(folder, "node_modules/@moddy"), options);
  return folder;
}

/**
 * Does in a copy of the project what a step says.
 * @throws when a new file is there already, or what is to be changed is not there exactly once.
 */
export function followStep(folder: string, { file, kind, body }: Step): void {
  const path = join(folder, file);
  if (kind === "ts") {
    if (existsSync(path)) throw new Error(`${file} is there already.`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, body);
    return;
  }
  const lines = body.trimEnd().split("\n");
  const before = linesOf(lines, /^[ -]/);
  const text = readFileSync(path, "utf8");
  const found = text.split(before).length - 1;
  if (found !== 1) throw new Error(`${file} has this ${found} times, not once:\n${before}`);
  writeFileSync(
    path,
    text.replace(before, () => linesOf(lines, /^[ +]/)),
  );
}

function linesOf(lines: readonly string[], kind: RegExp): string {
  const kept = lines.map((line) => (line === "" ? " " : line)).filter((line) => kind.test(line));
  return kept.map((line) => `${line.slice(1)}\n`).join("");
}
