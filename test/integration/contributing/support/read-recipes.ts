/** One step of a recipe: a file that is written or changed. */
export interface Step {
  readonly file: string;
  readonly kind: "ts" | "diff";
  readonly body: string;
}

/** A recipe of CONTRIBUTING.md: a chapter that adds something. */
export interface Recipe {
  readonly title: string;
  readonly steps: readonly Step[];
}

const FENCE = /^( *)(`{3,})(\w+)\n([^]*?)^\1\2$/gm;
const FILE = /`([\w.-]+\/[\w./-]+\.\w+)`/g;

/** The recipes of the page. A block of code belongs to the file that the text names last before it. */
export function readRecipes(page: string): Recipe[] {
  return page
    .split(/^## /m)
    .filter((chapter) => chapter.startsWith("Add "))
    .map((chapter) => ({ title: chapter.slice(0, chapter.indexOf("\n")), steps: readSteps(chapter) }));
}

function readSteps(chapter: string): Step[] {
  return [...chapter.matchAll(FENCE)].flatMap(({ index, 1: indent = "", 3: kind, 4: code = "" }) => {
    if (kind !== "ts" && kind !== "diff") return [];
    const text = chapter.slice(0, index).replace(FENCE, "");
    const file = [...text.matchAll(FILE)].at(-1)?.[1];
    if (file === undefined) throw new Error(`No file is named before:\n${code}`);
    return [{ file, kind, body: code.replaceAll(new RegExp(`^${indent}`, "gm"), "") }];
  });
}

/** All files and folders that the page names, but those that its recipes make. */
export function findPaths(page: string): string[] {
  const made = new Set(
    readRecipes(page).flatMap(({ steps }) => steps.filter(({ kind }) => kind === "ts").map(({ file }) => file)),
  );
  const text = page.replace(FENCE, "");
  const named = [...text.matchAll(/`([\w.-]+\/[\w./-]*|\.nvmrc|[A-Z]+\.md)`/g)].map(([, path = ""]) => path);
  return [...new Set(named)].filter((path) => !made.has(path) && !/^(store|discord|stripe)\/$/.test(path));
}
