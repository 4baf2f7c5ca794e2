import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { requireLab } from "../../support/labs.ts";
import { until } from "../../support/until.ts";
import { type FakeProject, installsAtOnce, makeFakeProject } from "./support/fake-project.ts";
import { descendantsOf, waitUntilGone } from "./support/process-tree.ts";
import { runLauncher } from "./support/run-launcher.ts";

t.test("an unknown command says what there is", async (t) => {
  const project = makeFakeProject("exit 1");
  t.teardown(project.remove);
  const run = runLauncher(project.folder, ["frmat"]);
  t.strictSame(await run.ended, { code: 2, signal: null });
  t.match(run.output(), /no command "frmat"[^]*\n {2}format /);
  t.notMatch(run.output(), /\n {2}start /, "names no command whose script is not there");
});

t.test("what is missing is installed once, with the pnpm that package.json names", async (t) => {
  const project = makeFakeProject(installsAtOnce);
  t.teardown(project.remove);
  t.strictSame((await format(project)).ended, { code: 0, signal: null });
  const second = await format(project, "one.ts");
  t.equal(second.output, "formatted one.ts\n", "arguments are passed on and nothing is installed");
  t.strictSame(installs(project), ["installed -y pnpm@12.21.0 install --frozen-lockfile --reporter=append-only"]);
});

t.test("a changed package.json is installed again", async (t) => {
  const project = makeFakeProject(installsAtOnce);
  t.teardown(project.remove);
  await format(project);
  writeFileSync(join(project.folder, "packages", "one", "package.json"), '{ "name": "one" }');
  await format(project);
  t.equal(installs(project).length, 2);
});

t.test("an install that fails says why, and the next run tries again", async (t) => {
  const project = makeFakeProject('echo "tried" >>calls; echo "getaddrinfo ENOTFOUND registry.npmjs.org" >&2; exit 1');
  t.teardown(project.remove);
  const first = await format(project);
  t.strictSame(first.ended, { code: 1, signal: null });
  t.match(first.output, /registry cannot be reached[^]*ENOTFOUND registry\.npmjs\.org/);
  await format(project);
  t.equal(installs(project).length, 2);
});

for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
  t.test(`${signal} during the install leaves no process`, async (t) => {
    if (!(await requireLab(t, "linux"))) return;
    const project = makeFakeProject(
      "trap '' TERM INT; sleep 600 & sh -c 'trap \"\" TERM; sleep 600; sleep 600' & wait",
    );
    t.teardown(project.remove);
    const run = runLauncher(project.folder, ["format"], { PATH: project.path });
    const below = await until("the install's processes", () => {
      const found = descendantsOf(run.pid);
      return found.filter(({ command }) => command === "sleep 600").length === 2 ? found : undefined;
    });
    run.child.kill(signal);
    const ended = await run.ended;
    t.match(ended, signal === "SIGKILL" ? { signal } : { code: signal === "SIGINT" ? 130 : 143 });
    t.strictSame(await waitUntilGone(below), []);
  });
}

async function format(project: FakeProject, ...args: string[]) {
  const run = runLauncher(project.folder, ["format", ...args], { PATH: project.path });
  return { ended: await run.ended, output: run.output() };
}

function installs(project: FakeProject): string[] {
  return readFileSync(join(project.folder, "calls"), "utf8").trim().split("\n");
}
