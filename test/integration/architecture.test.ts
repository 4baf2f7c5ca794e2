import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import t from "tap";
import { ROOT } from "../support/spawn-node.ts";

/*
 * docs/architecture.md shows the way of a payment as a numbered list in the section "The payment's way": one file in
 * backticks an item, in the order in which they are called. Text between the items begins a new group: there the way goes on
 * without an import, over the database or over HTTP.
 *
 * The rule: each file exists, and each one but the first of its group is imported by a file that stands before it in the
 * group. Type-only imports count: they name what the caller is given. An index.ts and a dependencies.ts pass on what they
 * import, and so do the features' lists; so does a package's name, for what is imported by that name.
 */

const PAGE = "docs/architecture.md";

interface Import {
  readonly from: string;
  /** What is taken by name; undefined stands for all of it. */
  readonly names: readonly string[] | undefined;
}

/** The list's files, a group each. */
function readGroups(): string[][] {
  const section = /^## The payment's way\n(.*?)(?=^## |$(?![\s\S]))/ms.exec(
    readFileSync(join(ROOT, PAGE), "utf8"),
  )?.[1];
  if (section === undefined) throw new Error(`${PAGE} has no section "The payment's way".`);
  const groups: string[][] = [[]];
  for (const line of section.split("\n")) {
    const file = /^\d+\. .*?`([^`]+\.ts)`/.exec(line)?.[1];
    if (file !== undefined) groups.at(-1)?.push(file);
    else if (/^\d+\. /.test(line)) throw new Error(`No file in backticks: ${line}`);
    else if (/^\S/.test(line)) groups.push([]);
  }
  return groups.filter((group) => group.length > 0);
}

/** The static imports and re-exports of a file. */
function readImports(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  const found = text.matchAll(/^(?:import|export)\s+(?:type\s+)?([^;"]*?)\s*from\s+"([^"]+)";/gm);
  return [...found].map(([, what = "", from = ""]) => {
    const list = /\{([^}]*)\}/.exec(what)?.[1];
    const names = list?.split(",").map(
      (name) =>
        name
          .trim()
          .replace(/^type\s+/, "")
          .split(" ")[0] ?? "",
    );
    return { from, names: what.includes("*") ? undefined : names?.filter(Boolean) };
  });
}

/** The source file that a specifier means, if it is one of the tree's own. */
function resolveSpecifier(importer: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) return normalize(join(dirname(importer), specifier));
  const [, name = "", part = ""] = /^@moddy\/([\w-]+)(\/.*)?$/.exec(specifier) ?? [];
  if (name === "") return undefined;
  const manifest = JSON.parse(readFileSync(join(ROOT, "packages", name, "package.json"), "utf8")) as {
    exports: Record<string, { development: string }>;
  };
  const source = manifest.exports[`.${part}`]?.development;
  return source === undefined ? undefined : normalize(join("packages", name, source));
}

const PASSES_ON = /\/(?:index|dependencies|features)\.ts$/;

/** The files that a file imports, by way of those that pass on what they import. */
function importedBy(file: string, names?: readonly string[], seen = new Set<string>()): Set<string> {
  const all = new Set<string>();
  for (const { from, names: taken } of readImports(file)) {
    if (names && taken && !taken.some((name) => names.includes(name))) continue;
    const target = resolveSpecifier(file, from);
    if (target === undefined || seen.has(target) || !existsSync(join(ROOT, target))) continue;
    all.add(target);
    if (!PASSES_ON.test(target)) continue;
    seen.add(target);
    const isPackage = !from.startsWith(".");
    for (const further of importedBy(target, isPackage ? taken : undefined, seen)) all.add(further);
    seen.delete(target);
  }
  return all;
}

t.test("the files of the payment's way exist", async (t) => {
  const files = readGroups().flat();
  t.ok(files.length >= 10, `${files.length} files`);
  for (const file of files) t.ok(existsSync(join(ROOT, file)), file);
});

t.test("each of them is imported by one before it", async (t) => {
  for (const group of readGroups()) {
    const before: string[] = [];
    for (const file of group.filter((one) => existsSync(join(ROOT, one)))) {
      const importers = before.filter((one) => importedBy(one).has(file));
      if (before.length > 0)
        t.ok(importers.length > 0, `${file} is imported by ${importers.at(-1) ?? "none before it"}`);
      before.push(file);
    }
  }
});
