import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../../packages/launcher/src/root.ts";

/** A page of this project, its path from the top. */
export function readPage(page: string): string {
  return readFileSync(join(root, page), "utf8");
}

/** The links to files of this project that a page has, as they are written. */
export function findLinks(text: string): string[] {
  return [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = ""]) => link);
}

/** The commands that a page names: the lines of its shell blocks, and what starts with npm or npx in its sentences. */
export function findCommands(text: string): string[] {
  const blocks = [...text.matchAll(/^```sh\n([^]*?)^```/gm)].flatMap(([, block = ""]) => block.trim().split("\n"));
  const sentences = text.replaceAll(/^```[^]*?^```/gm, "");
  const inline = [...sentences.matchAll(/`((?:npm|npx|cp) [^`]+)`/g)].map(([, command = ""]) => command);
  return [...blocks, ...inline].map((line) => line.replace(/\s+#.*/, "")).filter(Boolean);
}

/** The lines of what `npm start` shows, as the README has them. */
export function findExcerpt(readme: string): string[] {
  return (/^```text\n([^]*?)^```/m.exec(readme)?.[1] ?? "").split("\n").filter(Boolean);
}

/** A line of output with what differs from run to run left out. */
export function withoutChance(line: string): string {
  return line
    .replaceAll(/\b(evt|sub|ch)_\w+/g, "$1_…")
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<uuid>")
    .replaceAll(/\b\d+(\.\d+)?(?= (ms|s)\b)/g, "<time>")
    .trim();
}
