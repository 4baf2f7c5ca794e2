import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import t from "tap";
import { ROOT } from "../../support/spawn-node.ts";

const names = globSync(["*.md", "docs/*.md", "docs/decisions/*.md", ".github/*.md"], { cwd: ROOT });
const pages = names.map((name) => ({ name, text: readFileSync(join(ROOT, name), "utf8") }));

t.test("every link of every page leads to a file", async (t) => {
  t.ok(pages.length > 20);
  for (const { name, text } of pages) {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = ""]) => link);
    for (const link of links) t.ok(existsSync(join(ROOT, dirname(name), link)), `${name}: ${link}`);
  }
});

t.test("every decision has a page of one form, and a line in the index", async (t) => {
  const decisions = pages.filter(({ name }) => /^docs\/decisions\/\d/.test(name));
  const index = pages.find(({ name }) => name === "docs/decisions/README.md")?.text ?? "";
  t.ok(decisions.length > 10);
  for (const { name, text } of decisions) {
    const chapters = [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
    t.same(chapters, ["Context", "Choice", "Consequences"], name);
    t.match(index, `(${name.split("/").at(-1)})`, name);
  }
});

t.test("one Node.js is pinned everywhere", async (t) => {
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    devDependencies: { node: string };
  };
  t.equal(readFileSync(join(ROOT, ".nvmrc"), "utf8").trim(), devDependencies.node);
});

t.test("the workflow runs suites that are there, as .ci/run does", async (t) => {
  const workflow = readFileSync(join(ROOT, ".github/workflows/ci.yml"), "utf8");
  const suites = readFileSync(join(ROOT, ".ci/suites.mjs"), "utf8");
  const named = workflow.match(/suite: \[(.*)\]/)?.[1]?.split(", ") ?? [];
  t.ok(named.length > 4);
  for (const name of named) t.match(suites, `name: "${name}"`, name);
  t.match(workflow, /- run: \.ci\/run \$\{\{ matrix\.suite \}\}$/m);
  t.notMatch(workflow, "../shared");
});

t.test("every file and folder that a page names is there", async (t) => {
  // What CONTRIBUTING.md makes is not there yet; its own test looks at the rest of it.
  for (const { name, text } of pages.filter(({ name }) => name !== "CONTRIBUTING.md")) {
    const named = text.matchAll(/`((?:packages|tools|test|bench|docs|deploy)\/[\w./-]+)`/g);
    for (const [, path = ""] of named) t.ok(existsSync(join(ROOT, path)), `${name}: ${path}`);
  }
});
