import t from "tap";
import { requireLab } from "../../support/labs.ts";
import { until } from "../../support/until.ts";
import { descendantsOf, waitUntilGone } from "./support/process-tree.ts";
import { makeProjectCopy } from "./support/project-copy.ts";
import { freePortVariables, runLauncher } from "./support/run-launcher.ts";

const processes = ["sandbox/src/main.ts", "backend/src/main.ts", "bot/src/main.ts", " -c listen_addresses"];

/** To be stopped is a failure while it starts. */
for (const { signal, ends } of [
  { signal: "SIGTERM", ends: { code: 143 } },
  { signal: "SIGKILL", ends: { signal: "SIGKILL" } },
] as const) {
  t.test(`${signal} while it starts leaves no process`, async (t) => {
    if (!(await requireLab(t, "linux"))) return;
    const run = runLauncher(makeProjectCopy(t), ["start"], await freePortVariables());
    const below = await until("all processes", () => {
      const found = descendantsOf(run.pid);
      return processes.every((part) => found.some(({ command }) => command.includes(part))) ? found : undefined;
    });
    run.child.kill(signal);
    t.match(await run.ended, ends, run.output());
    t.strictSame(await waitUntilGone(below), []);
  });
}
