import t from "tap";
import { descendantsOf } from "./process-tree.ts";
import { makeProjectCopy } from "./project-copy.ts";
import { freePortVariables, runLauncher, waitForOutput } from "./run-launcher.ts";

t.test(
  "a service that is killed is started again, and so is PostgreSQL",
  { skip: process.platform !== "linux" },
  async (t) => {
    const project = makeProjectCopy(t);
    const run = runLauncher(project, ["start"], await freePortVariables());
    t.teardown(() => run.child.kill("SIGKILL"));
    await waitForOutput(run, /Ctrl-C stops everything/);
    const find = (part: string) => descendantsOf(run.pid).find(({ command }) => command.includes(part));
    const bot = find("packages/bot/src/main.ts");
    const postgres = find(" -c listen_addresses");
    process.kill(bot?.pid ?? 0, "SIGKILL");
    process.kill(postgres?.pid ?? 0, "SIGKILL");
    await waitForOutput(run, /bot +started again/);
    await waitForOutput(run, /PostgreSQL ended and was started again/);
    const upgrade = /curl -X POST (\S+\/upgrade)/.exec(run.output())?.[1] ?? "";
    t.equal((await fetch(upgrade, { method: "POST" })).status, 200);
    await waitForOutput(run, /role +ada now has the role Pro/);
    run.child.kill("SIGTERM");
    t.match(await run.ended, { code: 0 });
  },
);
