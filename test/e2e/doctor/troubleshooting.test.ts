import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { ROOT } from "../../support/spawn-node.ts";
import { readTroubleshooting } from "./support/read-troubleshooting.ts";

function read(folder: string): string {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  return names.map((name) => readFileSync(join(ROOT, folder, name), "utf8")).join("\n");
}

const page = readFileSync(join(ROOT, "docs/troubleshooting.md"), "utf8");
const entries = readTroubleshooting();

t.test("every entry of docs/troubleshooting.md is read", async (t) => {
  t.equal(entries.size, page.match(/^### /gm)?.length);
  for (const { title, code } of entries.values()) {
    const body = page.split(`### ${title}\n`)[1]?.split(/^##/m)[0] ?? "";
    t.match(body, /^\*\*Fix\*\*: \S/m, `${code} has a fix`);
  }
});

t.test("every entry is reproduced by a test", async (t) => {
  const tests = read("test/e2e/doctor") + read("test/deploy/network");
  for (const code of entries.keys()) t.ok(tests.includes(`"${code}"`), code);
});

t.test("every code of the doctor has an entry", async (t) => {
  const source = read("packages/cli/src/doctor");
  const codes = [...source.matchAll(/\b(?:bad|warn)\(\s*"(\w+)"/g)].map(([, code]) => code ?? "");
  const kinds = [...source.matchAll(/\bkind: "(\w+)",\n\s+cause/g)].map(([, kind]) => `way_back_${kind}`);
  t.ok(codes.length > 50 && kinds.length === 4);
  t.same(
    [...codes, ...kinds].filter((code) => !entries.has(code)),
    [],
  );
});
