import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { makeProjectCopy } from "./support/project-copy.ts";
import { freePortVariables, runLauncher } from "./support/run-launcher.ts";

t.test("a half-filled .env stops the start before anything is started, and everything missing is named", async (t) => {
  const project = makeProjectCopy(t);
  const given = ["DISCORD_TOKEN=a-token-of-mine", "STRIPE_API_KEY=sk_test_1", "INTERNAL_API_SECRET=too-short"];
  writeFileSync(join(project, ".env"), given.join("\n"));
  const run = runLauncher(project, ["start", "--once"], await freePortVariables());
  t.strictSame(await run.ended, { code: 1, signal: null });
  t.match(run.output(), /beside the real Discord and the real Stripe/);
  t.match(run.output(), /failed: The configuration cannot be used: 3 variables are wrong/);
  t.match(
    run.output(),
    /MODDY_GUILD_ID is not set[^]*INTERNAL_API_SECRET is shorter|INTERNAL_API_SECRET is shorter[^]*MODDY_GUILD_ID is not set/,
  );
  t.match(run.output(), /STRIPE_WEBHOOK_SECRET is not set/);
  t.notMatch(run.output(), /a-token-of-mine|too-short/, "no value is shown");
  t.notOk(existsSync(join(project, ".moddy", "postgres")), "no database was made");
});

t.test("a service that does not start says why, and the exit status is 1", async (t) => {
  const project = makeProjectCopy(t);
  const env = { ...(await freePortVariables()), PLANS_FILE: "/nowhere/plans.json" };
  const run = runLauncher(project, ["start", "--once"], env);
  t.strictSame(await run.ended, { code: 1, signal: null });
  t.match(
    run.output(),
    /failed: The (bot|backend) ended with status 1[^]*The end of \.moddy\/logs\/\w+\.log:[^]*PLANS_FILE/,
  );
});
