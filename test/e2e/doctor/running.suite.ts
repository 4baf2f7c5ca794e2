import { join } from "node:path";
import t from "tap";
import { writeRunningFile } from "../../../packages/launcher/src/start/write-running-file.ts";
import { readReports, spawnModdy } from "../../support/run-moddy.ts";
import { startPairProcesses } from "../../support/start-pair-processes.ts";
import { expectCause, expectTold, expectWarning } from "./support/expect-cause.ts";

t.test("beside `npm start` nothing has to be set: the doctor looks at the pair as it runs", async (t) => {
  const pair = await startPairProcesses();
  t.teardown(() => pair.close());
  const { bot, backend } = pair.environments;
  const cwd = t.testdir({ ".moddy": {} });
  const note = writeRunningFile(join(cwd, ".moddy", "running.json"), { bot, backend });
  t.teardown(() => note[Symbol.dispose]());
  const doctor = async (...args: string[]) => readReports(await spawnModdy(["doctor", "--json", ...args], {}, { cwd }));

  await t.test("all good on both sides", async (t) => {
    const runs = await doctor();
    t.same(
      runs.map(({ report }) => [report.from, report.cause]),
      [
        ["bot", null],
        ["backend", null],
      ],
    );
    t.equal(runs[0]?.status, 0);
  });

  await t.test("the other commands find the pair, too", async (t) => {
    const [ports, list] = await Promise.all([
      spawnModdy(["ports"], {}, { cwd }),
      spawnModdy(["deliveries", "list"], {}, { cwd }),
    ]);
    t.match(
      ports.stdout,
      new RegExp(`^${pair.ports.backend} +backend, internal +in use +in use +${pair.running("backend").pid} `, "m"),
    );
    t.match(list, { status: 0, stdout: /^0 deliveries\.$/m });
  });

  await t.test("no webhook endpoint is no cause: `stripe listen` stands in for it", async (t) => {
    const [endpoint] = pair.sandbox.stripe.endpoints.all();
    if (endpoint === undefined) throw new Error("The sandbox has no webhook endpoint.");
    const { url } = endpoint;
    endpoint.url = "https://elsewhere.invalid/webhooks";
    const [run] = await doctor("--from", "backend");
    endpoint.url = url;
    if (run === undefined) throw new Error("There is no report.");
    expectWarning(t, "stripe_webhook_local", run);
    t.match(
      run.report.checks.find(({ code }) => code === "stripe_webhook_local")?.fix,
      /`stripe listen --forward-to localhost:\d+\/webhooks/,
    );
  });

  await t.test("a service that ended is started again, and its log says why it did", async (t) => {
    await pair.stop("backend");
    const [fromBot, fromBackend] = await doctor();
    if (fromBot === undefined || fromBackend === undefined) throw new Error("A side is missing.");
    expectCause(t, "tcp_refused", fromBot, bot);
    t.match(fromBot.first?.fix, /`npm start` restarts the backend .+ \.moddy\/logs\/backend\.log/);
    expectTold(t, "not_running", fromBackend);
    expectCause(t, "way_back_refused", fromBackend, backend);
  });
});

t.test("what an ended `npm start` left behind counts for nothing", async (t) => {
  const cwd = t.testdir({ ".moddy": { "running.json": JSON.stringify({ pid: 2 ** 22 + 1, bot: {}, backend: {} }) } });
  const [run] = readReports(await spawnModdy(["doctor", "--json", "--from", "bot"], {}, { cwd }));
  if (run === undefined) throw new Error("There is no report.");
  expectCause(t, "configuration_absent", run, {});
});

t.test("in the workspace, the report says which variables `npm start` sets", async (t) => {
  const keys = "DISCORD_TOKEN=of-this-test\nMODDY_GUILD_ID=1100000000000000001\n";
  const cwd = t.testdir({ ".env": keys, packages: { launcher: { bin: { "launch.mjs": "" } } } });
  const [run] = readReports(await spawnModdy(["doctor", "--json"], {}, { cwd }));
  if (run === undefined) throw new Error("There is no report.");
  t.equal(run.report.from, "bot", "the key in .env decides the side");
  expectCause(t, "configuration_invalid", run, { DISCORD_TOKEN: "of-this-test" });
  t.match(run.first?.fix, /`npm start` sets INTERNAL_API_SECRET and DATABASE_URL itself/);
});
