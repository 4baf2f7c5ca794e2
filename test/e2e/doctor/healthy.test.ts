import { readFileSync } from "node:fs";
import { join } from "node:path";
import { seedIds } from "@moddy/sandbox";
import t from "tap";
import { runDoctor } from "../../support/run-moddy.ts";
import { ROOT } from "../../support/spawn-node.ts";
import { startPairProcesses } from "../../support/start-pair-processes.ts";
import { until } from "../../support/until.ts";

t.test("the bot's doctor counts the roles that the bot gave and those by hand", async (t) => {
  const pair = await startPairProcesses();
  t.teardown(() => pair.close());
  const member = (id: string) => `/discord/guilds/${seedIds.guild}/members/${id}`;
  await pair.control("PUT", `${member(seedIds.ada)}/roles/${seedIds.proRole}`);
  await pair.control("PUT", `${member(seedIds.cleo)}/roles/${seedIds.premiumRole}`);
  await pair.control("POST", "/stripe/checkout", { discord_id: seedIds.ben, email: "ben@example.org" });
  const count = async (env: typeof pair.environments.bot) =>
    (await runDoctor("bot", env)).report.checks.find(({ id }) => id === "given_roles")?.found;
  await until("Ben has what he bought", async () =>
    (await count(pair.environments.bot))?.startsWith("1 given by the bot"),
  );
  t.equal(await count(pair.environments.bot), "1 given by the bot, 2 by hand; those by hand are left alone");
  const plans = JSON.parse(readFileSync(join(ROOT, "plans.json"), "utf8")) as object;
  const folder = t.testdir({ "plans.json": JSON.stringify({ ...plans, managed_roles: "strict" }) });
  const strict = { ...pair.environments.bot, PLANS_FILE: join(folder, "plans.json") };
  t.match(await count(strict), /^1 given by the bot, 2 by hand; managed_roles is strict: both are taken/);
});

t.test("says all good on both sides of the healthy pair", async (t) => {
  const pair = await startPairProcesses();
  t.teardown(() => pair.close());
  for (const side of ["bot", "backend"] as const) {
    const { status, report } = await runDoctor(side, pair.environments[side]);
    t.match(
      report.checks.filter((check) => check.status !== "ok"),
      [],
      `nothing stands out from the ${side}`,
    );
    t.equal(report.ok, true);
    t.equal(status, 0);
  }
});
