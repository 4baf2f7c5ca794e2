import { createServer } from "node:net";
import t from "tap";
import { startBackendProcess } from "../support/backend-process.ts";
import { startTestEnvironment } from "../support/start-test-environment.ts";

t.test("everything that is wrong with the environment is named together, and no value is shown", async (t) => {
  const env = { INTERNAL_API_SECRET: "short-secret", PORT: "http", GRACE_DAYS: "soon", DATABASE_URL: "my-database" };
  const { ended, output } = startBackendProcess(t, "main", env);
  t.equal(await ended, 1);
  const said = output.join("\n");
  for (const name of [...Object.keys(env), "STRIPE_API_KEY", "STRIPE_WEBHOOK_SECRET"]) t.match(said, name);
  t.notMatch(said, /short-secret|my-database|at .*\.ts:/);
});

t.test("what a person has to correct stops the start, and one sentence says what it is", async (t) => {
  const around = await startTestEnvironment(t);
  const absent = startBackendProcess(t, "main", { ...around.env, PLANS_FILE: "/nowhere/plans.json" });
  t.equal(await absent.ended, 1);
  t.match(absent.output.join("\n"), /PLANS_FILE/);

  const holder = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => holder.once("listening", resolve));
  t.teardown(() => holder.close());
  const address = holder.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const taken = startBackendProcess(t, "main", { ...around.env, INTERNAL_PORT: String(port) });
  t.equal(await taken.ended, 1);
  t.match(taken.output.join("\n"), new RegExp(`Port ${port} .*is taken`));
});
