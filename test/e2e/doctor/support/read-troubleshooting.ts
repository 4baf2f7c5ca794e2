import { readFileSync } from "node:fs";
import { ROOT } from "../../../support/spawn-node.ts";

/** An entry of docs/troubleshooting.md. */
export interface Entry {
  /** The symptom. */
  readonly title: string;
  readonly code: string;
  /** The doctor's line: the check's title, and what it found; `<…>` stands for anything. */
  readonly check: string;
  readonly found: RegExp;
}

function patternOf(line: string): RegExp {
  const literal = line.split(/<[^>]+>/).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${literal.join(".+")}$`, "s");
}

/** The entries of docs/troubleshooting.md, by the code of their cause. */
export function readTroubleshooting(): Map<string, Entry> {
  const text = readFileSync(`${ROOT}docs/troubleshooting.md`, "utf8");
  const entries = [
    ...text.matchAll(/^### (.+)\n+```text\n(?:BAD |warn) {2}(.{16}) {2}(.+)\n```\n+\*\*Code\*\* `(\w+)`/gm),
  ];
  return new Map(
    entries.map(([, title = "", check = "", found = "", code = ""]) => [
      code,
      { title, code, check: check.trim(), found: patternOf(found) },
    ]),
  );
}
