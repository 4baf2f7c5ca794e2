import t from "tap";
import { descendantsOf, waitUntilGone } from "./process-tree.ts";
import { makeProjectCopy } from "./project-copy.ts";
import { freePortVariables, runLauncher, waitForOutput } from "./run-launcher.ts";

/** To be stopped is a failure while it starts, and what it waits for once it is up. */
const cases = [
  { moment: "it starts", sign: / s {2}sandbox /, signal: "SIGTERM", ends: { code: 143 } },
  { moment: "it starts", sign: / s {2}sandbox /, signal: "SIGKILL", ends: { signal: "SIGKILL" } },
  { moment: "it is up", sign: /Ctrl-C stops everything/, signal: "SIGINT", ends: { code: 0 } },
  { moment: "it is up", sign: /Ctrl-C stops everything/, signal: "SIGKILL", ends: { signal: "SIGKILL" } },
] as const;

for (const { moment, sign, signal, ends } of cases) {
  t.test(`${signal} while ${moment} leaves no process`, { skip: process.platform !== "linux" }, async (t) => {
    const run = runLauncher(makeProjectCopy(t), ["start"], await freePortVariables());
    await waitForOutput(run, sign);
    const below = descendantsOf(run.pid);
    t.ok(below.some(({ command }) => command.includes("packages/sandbox/src/main.ts")));
    run.child.kill(signal);
    t.match(await run.ended, ends);
    t.strictSame(await waitUntilGone(below), []);
  });
}
