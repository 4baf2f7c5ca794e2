import { execFile } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import t from "tap";
import { ROOT } from "../../support/spawn-node.ts";
import { copyProject, followStep } from "./support/follow-recipe.ts";
import { findPaths, readRecipes } from "./support/read-recipes.ts";

const page = readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8");
const recipes = readRecipes(page);
const folder = copyProject();
t.teardown(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program in the copy and gives what it printed, whatever its status. */
async function run(program: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, NO_COLOR: "1" };
  const options = { cwd: folder, env, maxBuffer: 16 * 1024 * 1024 };
  const { stdout, stderr } = await promisify(execFile)(program, args, options).catch(
    (error: unknown) => error as { stdout: string; stderr: string },
  );
  return stdout + stderr;
}
const node = (...args: string[]): Promise<string> => run(process.execPath, "--conditions=development", ...args);

t.test("every file and folder that the page names is there", async (t) => {
  const paths = findPaths(page);
  t.ok(paths.length > 10);
  for (const path of paths) t.ok(existsSync(join(ROOT, path)), path);
});

t.test("every npm script that the page names is there", async (t) => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: object };
  const named = [...page.matchAll(/\bnpm (?:run )?([a-z][\w:]*)/g)].map(([, name = ""]) => name);
  t.ok(named.length > 10);
  for (const name of new Set(named)) t.ok(name in scripts, name);
});

t.test("the recipes can be followed, and the result has no type errors", async (t) => {
  t.same(
    recipes.map(({ title }) => title),
    ["Add an operation", "Add a message", "Add a doctor check"],
  );
  for (const step of recipes.flatMap(({ steps }) => steps)) {
    t.doesNotThrow(() => followStep(folder, step), `${step.kind} ${step.file}`);
  }
  const compilerOptions = { noEmit: true, composite: false, declaration: false, declarationMap: false };
  const imports = { allowImportingTsExtensions: true, rewriteRelativeImportExtensions: false };
  const include = ["packages/*/src", "packages/*/test", "test/support", "test/e2e/support"];
  const config = { extends: "./tsconfig.base.json", compilerOptions: { ...compilerOptions, ...imports }, include };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  // What tap preloads into every Node.js stands in the compiler's way.
  const tsc = join(ROOT, "node_modules/.bin/tsc");
  t.equal(await run("sh", "-c", 'unset NODE_OPTIONS; exec "$0" -p tsconfig.json', tsc), "");
});

t.test("four files change by hand for an operation, outside its test", async (t) => {
  const files = recipes.find(({ title }) => title === "Add an operation")?.steps.map(({ file }) => file) ?? [];
  t.equal(new Set(files.filter((file) => !file.includes("/test/"))).size, 4);
});

t.test("the check asks for the contract's lock, and one command makes it", async (t) => {
  const readVersion = (): string =>
    (JSON.parse(readFileSync(join(folder, "packages/schemas/contract.lock.json"), "utf8")) as { version: string })
      .version;
  const [major, minor] = readVersion().split(".").map(Number);
  t.match(await node("tools/contract.ts", "--check"), /member_show/);
  await node("tools/contract.ts");
  t.equal(readVersion(), `${major}.${Number(minor) + 1}.0`);
  t.notMatch(await node("tools/contract.ts", "--check"), /member_show/);
});

t.test("the new operation answers", async (t) => {
  const tests = recipes.flatMap(({ steps }) => steps).filter(({ file }) => file.endsWith(".test.ts"));
  t.equal(tests.length, 1);
  for (const { file } of tests) t.match(await node(file), /^# \{ total: \d+, pass: \d+ \}|^1\.\.1$/m, file);
});
