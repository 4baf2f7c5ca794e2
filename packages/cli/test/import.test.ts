import t from "tap";
import { runModdy } from "../../../test/support/run-moddy.ts";
import { createControl } from "../../../test/support/sandbox-control.ts";
import { startPairWith, startReady } from "../../../test/support/start-pair-processes.ts";

t.test("import", async (t) => {
  const pair = await startPairWith({
    async start(service, env) {
      if (service === "backend") {
        const subscribers = [
          { discord_id: "159985870458322944", days_ago: 400, price_id: "price_pro_yearly" },
          { discord_id: "159985870458322945", days_ago: 300 },
          { days_ago: 200 },
          { discord_id: "159985870458322946", days_ago: 100, ended: true },
        ];
        await createControl(env["STRIPE_API_BASE"] ?? "")("POST", "/stripe/past-subscribers", { subscribers });
      }
      return startReady(service, env);
    },
  });
  t.teardown(() => pair.close());
  const env = { INTERNAL_API_SECRET: pair.secret, BACKEND_INTERNAL_URL: pair.urls.backend };
  const run = (...args: string[]) => runModdy(["import", ...args], env);
  const { url } = pair.sandbox;

  await t.test("without an option it counts and changes nothing", async (t) => {
    // The one that begins by itself may still run.
    await run("--start");
    const { status, stdout, stderr } = await run();
    t.match({ status, stderr }, { status: 0, stderr: "" });
    t.match(stdout, /^4 subscriptions of 4 customers at Stripe$/m);
    t.match(stdout, /^3 give a plan or may give one, 1 have ended or do not count\.$/m);
    t.match(stdout, /^3 customers have a Discord id\.$/m);
    t.match(stdout, /^1 customers pay and have no Discord id: `moddy unlinked`/m);
    t.match(stdout, /^PLAN +SUBSCRIPTIONS\npremium +2\npro +1$/m);
    t.match(stdout, /^Nothing was changed\. `moddy import --start`/m);
  });

  await t.test("--start takes them over, --status shows it, --json is for programs", async (t) => {
    t.match(await run("--start"), { status: 0, stdout: /^The import has ended\./m });
    t.match(await run("--status"), { status: 0, stdout: /^Finished\.\n/ });
    const { stdout } = await run("--status", "--json");
    t.match(JSON.parse(stdout), { first_import_ended: true, import: { dry_run: false, phase: "finished" } });
  });

  await t.test("a refused key is told, with what to do", async (t) => {
    const fault = { target: "stripe", method: "GET", kind: "status", status: 401, times: null };
    const headers = { "content-type": "application/json" };
    await fetch(`${url}/_sandbox/faults`, { method: "POST", body: JSON.stringify(fault), headers });
    t.match(await run(), { status: 1, stderr: /^Stripe refuses the key: set STRIPE_API_KEY/ });
    await fetch(`${url}/_sandbox/faults`, { method: "DELETE" });
  });

  await t.test("two options that exclude each other", async (t) => {
    t.match(await run("--start", "--status"), { status: 2, stderr: /exclude each other/ });
  });
});
