import { globSync } from "node:fs";
import type { Decisions } from "./decisions.ts";

/** One run of Stryker: the files of one package to change, and the test files to run. */
export interface MutantRun {
  readonly name: string;
  readonly files: readonly string[];
  readonly tests: readonly string[];
  readonly database: boolean;
}

/**
 * The runs for these packages, or for all. With `changed` only the changed files are mutated, and all files of a package
 * whose tests changed.
 * @throws {Error} for a package without decisions, and for a glob that matches no file.
 */
export function chooseMutants(
  decisions: Readonly<Record<string, Decisions>>,
  { root, packages, changed }: { root: string; packages: readonly string[]; changed?: ReadonlySet<string> },
): MutantRun[] {
  const unknown = packages.filter((name) => !Object.hasOwn(decisions, name));
  if (unknown.length > 0) {
    throw new Error(`No decisions are listed for ${unknown.join(", ")}. Listed: ${Object.keys(decisions).join(", ")}.`);
  }
  const chosen = Object.entries(decisions).filter(([name]) => packages.length === 0 || packages.includes(name));
  const runs = chosen.map(([name, { mutate, tests, database = false }]) => {
    const all = { files: expand(root, mutate), tests: expand(root, tests) };
    const isWhole = changed === undefined || all.tests.some((file) => changed.has(file));
    return { name, ...all, files: isWhole ? all.files : all.files.filter((file) => changed.has(file)), database };
  });
  return runs.filter(({ files }) => files.length > 0);
}

function expand(root: string, patterns: readonly string[]): string[] {
  return patterns.flatMap((pattern) => {
    const files = globSync(pattern, { cwd: root }).map((file) => file.replaceAll("\\", "/"));
    if (files.length === 0) throw new Error(`tools/mutants/decisions.ts: ${pattern} matches no file.`);
    return files.toSorted();
  });
}
