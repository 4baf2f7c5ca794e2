import { readFileSync } from "node:fs";
import { join } from "node:path";
import { backendOperations, botOperations } from "@moddy/schemas";
import t from "tap";
import { requireLab } from "../../support/labs.ts";
import { findAddresses, findCurls, runForJson } from "./support/printed-commands.ts";
import { descendantsOf, waitUntilGone } from "./support/process-tree.ts";
import { makeProjectCopy } from "./support/project-copy.ts";
import { freePortVariables, runLauncher, waitForOutput } from "./support/run-launcher.ts";

t.test("npm start stays up", async (t) => {
  if (!(await requireLab(t, "linux"))) return;
  const project = makeProjectCopy(t);
  const run = runLauncher(project, ["start"], await freePortVariables());
  t.teardown(() => run.child.kill("SIGKILL"));
  await waitForOutput(run, /Ctrl-C stops everything/);
  const printed = run.output();

  await t.test("every address that it prints answers, and every curl does what it says", async (t) => {
    const addresses = findAddresses(printed);
    t.equal(addresses.length, 4);
    for (const address of addresses) t.equal((await fetch(address)).status, 200, address);
    if (!(await requireLab(t, "curl"))) return;
    const [calls, experiments] = printed.split("Try with the subscription").map(findCurls) as [string[], string[]];
    t.equal(calls.length, 10, "an excerpt");
    const file = readFileSync(join(project, ".moddy", "calls.sh"), "utf8");
    const all = findCurls(file);
    t.equal(all.length, Object.keys({ ...botOperations }).length + Object.keys({ ...backendOperations }).length);
    for (const call of calls) t.ok(all.includes(call.replaceAll("\n    -", "\n  -")), "the excerpt is of the file");
    t.equal(experiments.length, 6);
    for (const command of [...experiments, ...all]) {
      const answer = await runForJson(command);
      t.notOk("error" in answer, `${command}\n${JSON.stringify(answer)}`);
    }
  });

  await t.test("a service that is killed is started again, and so is PostgreSQL", async (t) => {
    const kill = (part: string): void => {
      const found = descendantsOf(run.pid).find(({ command }) => command.includes(part));
      if (!found) throw new Error(`No process below the launcher runs ${part}.`);
      process.kill(found.pid, "SIGKILL");
    };
    kill("packages/bot/src/main.ts");
    kill(" -c listen_addresses");
    await waitForOutput(run, /bot +started again/);
    await waitForOutput(run, /PostgreSQL ended and was started again/);
    const sandbox = /http:\S+(?=\/_sandbox\/stripe )/.exec(printed)?.[0] ?? "";
    const order = { discord_id: "1100000000000000102", email: "ben@example.com", price_id: "price_pro_monthly" };
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify(order);
    const bought = await fetch(`${sandbox}/_sandbox/stripe/checkout`, { method: "POST", headers, body });
    t.equal(bought.status, 200);
    await waitForOutput(run, /role +ben now has the role Pro/);
  });

  await t.test("SIGTERM leaves no process", async (t) => {
    const below = descendantsOf(run.pid);
    run.child.kill("SIGTERM");
    t.match(await run.ended, { code: 0 });
    t.strictSame(await waitUntilGone(below), []);
  });
});
