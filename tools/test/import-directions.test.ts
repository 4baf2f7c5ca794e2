import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import t, { type Test } from "tap";
import { root } from "../../packages/launcher/src/root.ts";

/** Imports that the linter must refuse, each by itself, and the words with which it does. */
const refused: [file: string, imported: string, message: RegExp][] = [
  ["packages/schemas/src/a.ts", "@moddy/runtime", /schemas imports no other package/],
  ["packages/backend/src/stripe/a.ts", "@moddy/bot", /backend imports only/],
  ["packages/bot/src/app.ts", "@moddy/launcher", /bot imports only/],
  ["packages/bot/src/features/notify/a.ts", "../roles-update/index.ts", /imports no other feature/],
  ["packages/backend/src/features/user/parts/a.ts", "../../subscription/index.ts", /imports no other feature/],
  ["packages/backend/src/features/user/a.ts", "../../dependencies.ts", /opens nothing itself/],
  ["packages/backend/src/store/a.ts", "../features/user/index.ts", /know nothing of features/],
  ["packages/bot/src/discord/gateway/a.ts", "../../dependencies.ts", /know nothing of features/],
  ["packages/backend/src/application/a.ts", "../app.ts", /know nothing of features/],
  ["packages/backend/src/entitlement/a.ts", "../store/customers.ts", /does no input or output/],
  ["packages/bot/src/roles/a.ts", "../discord/api.ts", /does no input or output/],
];

/** Imports that are as they should be. */
const allowed: [file: string, imported: string][] = [
  ["packages/backend/src/app.ts", "./features/user/index.ts"],
  ["packages/backend/src/features/user/a.ts", "../../store/customers.ts"],
  ["packages/backend/src/features/user/a.ts", "./answer.ts"],
  ["packages/backend/src/features/user/parts/a.ts", "../answer.ts"],
  ["packages/bot/src/features/notify/a.ts", "@moddy/delivery"],
];

t.test("the linter refuses an import in the wrong direction, and no other", async (t) => {
  const folder = makeTree(t);
  const name = (file: string, at: number) => file.replace(/\w+\.ts$/, `case-${at}.ts`);
  const cases = [...refused, ...allowed].map(([file, imported], at) => [name(file, at), imported] as const);
  for (const [file, imported] of cases) write(folder, file, `import { x } from "${imported}";\nx();\n`);
  write(folder, "packages/bot/src/roles/types.ts", 'import type { X } from "../store/x.ts";\nexport type Y = X;\n');
  const found = (await lint(folder)).filter(({ code }) => code.includes("no-restricted-imports"));
  for (const [at, [file, imported, message]] of refused.entries()) {
    const { help = "" } = found.find(({ filename }) => filename.endsWith(name(file, at))) ?? {};
    t.match(help, message, `${file} imports ${imported}`);
  }
  t.equal(found.length, refused.length, "the others pass, also a decision that knows the types of what is stored");
});

t.test("the linter refuses a circle of type-only imports", async (t) => {
  const folder = makeTree(t);
  write(folder, "packages/bot/src/a.ts", 'import type { B } from "./b.ts";\nexport type A = B;\n');
  write(folder, "packages/bot/src/b.ts", 'import type { A } from "./a.ts";\nexport type B = A;\n');
  t.match(await lint(folder), [{ code: /no-cycle/ }]);
});

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
  readonly help?: string;
}

/** What the linter says of a tree with the project's rules. */
async function lint(folder: string): Promise<Diagnostic[]> {
  cpSync(join(root, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
  const linter = join(root, "node_modules", ".bin", "oxlint");
  // tap hooks itself into every Node.js that is started from here, and the linter does not start with that.
  const args = [
    "-u",
    "NODE_OPTIONS",
    linter,
    "-c",
    join(folder, ".oxlintrc.json"),
    "--no-ignore",
    "--format=json",
    folder,
  ];
  const output = await new Promise<string>((resolve) => execFile("env", args, (_error, stdout) => resolve(stdout)));
  return (JSON.parse(output) as { diagnostics: Diagnostic[] }).diagnostics;
}

/** A tree outside this one, where `.gitignore` and the ignored folders do not reach. */
function makeTree(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), "moddy-lint-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function write(folder: string, file: string, content: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), content);
}
