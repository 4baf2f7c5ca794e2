import { readFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { findExcerpt, readPage, withoutChance } from "./support/documentation.ts";
import { descendantsOf, waitUntilGone } from "./support/process-tree.ts";
import { makeProjectCopy } from "./support/project-copy.ts";
import { freePortVariables, runLauncher, waitForOutput } from "./support/run-launcher.ts";

t.test("a second start beside the first one buys its own subscription, and disturbs nothing", async (t) => {
  const project = makeProjectCopy(t);
  const first = runLauncher(project, ["start"], await freePortVariables());
  t.teardown(() => first.child.kill("SIGKILL"));
  await waitForOutput(first, /Ctrl-C stops everything/);
  const second = runLauncher(project, ["start", "--once"], await freePortVariables());
  t.strictSame(await second.ended, { code: 0, signal: null }, second.output());
  const lines = second.output().trim().split("\n");
  t.match(lines.at(-1), /^ok: .*Premium/);
  const steps = lines.map((line) => /^ *[\d.]+ s {2}(\S+( \S+)*)/.exec(line)?.[1]);
  for (const step of ["Stripe event", "stored", "delivery", "internal call", "Discord call", "message", "role"]) {
    t.ok(steps.includes(step), step);
  }
  t.match(second.output(), /read back +Discord's API shows/);
  t.match(second.output(), /database +PostgreSQL \S+ \(.*already running/);
  const shown = new Set(first.output().split("\n").map(withoutChance));
  for (const line of findExcerpt(readPage("README.md"))) t.ok(shown.has(withoutChance(line)), `README: ${line}`);
  const secret = /Bearer (\S+)'/.exec(readFileSync(join(project, ".moddy", "calls.sh"), "utf8"))?.[1];
  const health = /curl -g '(\S+\/internal\/health)'/.exec(first.output())?.[1] ?? "";
  const answer = await fetch(health, { headers: { authorization: `Bearer ${secret}` } });
  t.match(await answer.json(), { status: "healthy", service: "discord-bot" });
  const below = descendantsOf(first.pid);
  first.child.kill("SIGINT");
  t.match(await first.ended, { code: 0 });
  t.strictSame(await waitUntilGone(below), []);
});
