import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { requireLab } from "../../support/labs.ts";
import { until } from "../../support/until.ts";
import { descendantsOf, waitUntilGone } from "./support/process-tree.ts";
import { makeProjectCopy } from "./support/project-copy.ts";
import { runLauncher } from "./support/run-launcher.ts";

const hangs = `
import { spawn } from "node:child_process";
import t from "tap";
spawn("sleep", ["601"]);
await t.test("hangs", () => new Promise((resolve) => setTimeout(resolve, 600_000)));
`;

for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
  t.test(`${signal} during the tests leaves neither process nor data`, async (t) => {
    if (!(await requireLab(t, "linux"))) return;
    const project = makeProjectCopy(t);
    writeFileSync(join(project, "test", "hangs.test.ts"), hangs);
    const run = runLauncher(project, ["test", "--disable-coverage", "test/hangs.test.ts"]);
    const below = await until("the hanging test", () => {
      const found = descendantsOf(run.pid);
      return found.some(({ command }) => command === "sleep 601") ? found : undefined;
    });
    const folder = /-D (\S+\/(moddy-test-\S+))/.exec(below.map(({ command }) => command).join("\n"));
    t.ok(folder, "a PostgreSQL is among them");
    run.child.kill(signal);
    const ended = await run.ended;
    t.match(ended, signal === "SIGKILL" ? { signal } : { code: signal === "SIGINT" ? 130 : 143 });
    t.strictSame(await waitUntilGone(below), []);
    t.notOk(readdirSync(join(folder?.[1] ?? "", "..")).includes(folder?.[2] ?? ""), "its data is removed");
  });
}
