import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { root } from "../packages/launcher/src/root.ts";
import { referencePages } from "./docs/reference-pages.ts";

const isCheck = process.argv.includes("--check");
const stale: string[] = [];

for (const [path, content] of referencePages()) {
  const file = join(root, path);
  const present = await readFile(file, "utf8").catch(() => undefined);
  if (present === content) continue;
  stale.push(path);
  if (isCheck) continue;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

for (const path of stale) console.log(isCheck ? `out of step with the code: ${path}` : `written: ${path}`);
if (isCheck && stale.length > 0) {
  console.log("Write them again with: npm run docs");
  process.exitCode = 1;
}
