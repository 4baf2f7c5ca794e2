import t from "tap";
import { makeProjectCopy } from "./project-copy.ts";
import { freePortVariables, runLauncher } from "./run-launcher.ts";

t.test("--once buys a subscription, shows its way, reads it back from Discord and stops", async (t) => {
  const run = runLauncher(makeProjectCopy(t), ["start", "--once"], await freePortVariables());
  t.strictSame(await run.ended, { code: 0, signal: null }, run.output());
  const lines = run.output().trim().split("\n");
  t.match(lines.at(-1), /^ok: .*Premium/);
  const steps = lines.map((line) => /^ *[\d.]+ s {2}(\S+( \S+)*)/.exec(line)?.[1]);
  for (const step of ["Stripe event", "stored", "delivery", "internal call", "Discord call", "message", "role"]) {
    t.ok(steps.includes(step), step);
  }
  t.match(run.output(), /read back +Discord's API shows/);
});

t.test("a purchase that cannot be made says why, and the exit status is 1", async (t) => {
  const project = makeProjectCopy(t);
  const run = runLauncher(project, ["start", "--once"], {
    ...(await freePortVariables()),
    INTERNAL_API_SECRET: "too-short",
  });
  t.strictSame(await run.ended, { code: 1, signal: null });
  t.match(run.output(), /failed: The (bot|backend) ended with status 1[^]*INTERNAL_API_SECRET is shorter than 32/);
});
