import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A folder that only one machine has: a user's home (but the one of Node's images), or where somebody put the project. */
const machinePath =
  /(?<![\w.}/-])(?:\/work\/|\/root\/|\/home\/(?!node\b)[a-z]|\/Users\/[A-Za-z]|[A-Z]:\\Users\\)[^\s"'`)]*/g;

/** The lines of tracked files that name a path of a machine, as `file:line: path`. */
export function findMachinePaths(root: string): string[] {
  const files = execFileSync("git", ["ls-files", "-z", "--cached"], { cwd: root, encoding: "utf8" }).split("\0");
  return files.filter(Boolean).flatMap((file) => findIn(file, readText(join(root, file))));
}

function findIn(file: string, text: string): string[] {
  return text.split("\n").flatMap((line, at) => {
    const found = line.match(machinePath) ?? [];
    return found.map((path) => `${file}:${at + 1}: ${path}`);
  });
}

/** Empty for a file that was deleted and for a binary one. */
function readText(path: string): string {
  try {
    const text = readFileSync(path, "utf8");
    return text.includes("\0") ? "" : text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
