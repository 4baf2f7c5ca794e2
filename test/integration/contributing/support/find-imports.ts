import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { ROOT } from "../../../support/spawn-node.ts";

const IMPORT = /^(?:import|export)\b[^;]*?\bfrom "([^"]+)";/gm;

/** Which files each source file of the packages imports, types included; paths from the project's root. */
export function findImports(): ReadonlyMap<string, readonly string[]> {
  const files = readdirSync(join(ROOT, "packages"), { recursive: true, encoding: "utf8" })
    .filter((file) => /^[\w-]+\/src\/.*\.ts$/.test(file))
    .map((file) => `packages/${file}`);
  return new Map(files.map((file) => [file, readImports(file)]));
}

function readImports(file: string): string[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  return [...text.matchAll(IMPORT)].flatMap(([, name = ""]) => {
    if (name.startsWith(".")) return [normalize(join(dirname(file), name))];
    const [, own, entry] = /^@moddy\/([\w-]+)(?:\/([\w-]+))?$/.exec(name) ?? [];
    return own === undefined ? [] : [["packages", own, "src", entry, "index.ts"].filter(Boolean).join("/")];
  });
}

/** Whether imports lead from a file to another one. */
export function leadsTo(imports: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const file of seen) for (const next of imports.get(file) ?? []) seen.add(next);
  return seen.has(to);
}
