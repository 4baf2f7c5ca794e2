import { createServer } from "node:net";
import t from "tap";
import { serveInProcess, startBackendProcess } from "../support/backend-process.ts";
import { type Bought, buy } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { SECRET } from "../support/secret.ts";
import { startSurroundings, WEBHOOK_SECRET } from "../support/start-surroundings.ts";
import { told } from "../support/told.ts";
import { until } from "../support/until.ts";

t.test("SIGTERM ends the backend cleanly: what runs is finished, and the rest waits for the next start", async (t) => {
  const around = await startSurroundings(t);
  const first = await serveInProcess(t, "main", around);
  const [payer, buyer] = [newPerson(), newPerson()];
  const { charge } = await buy(around, payer);
  const { faults, stripe } = around.sandbox;
  const slow = { target: "stripe", kind: "delay", delay_ms: 500, times: null } as const;
  const refunding = faults.add({ ...slow, method: "POST", route: "/refunds" });
  const reading = faults.add({ ...slow, method: "GET", route: "/customers" });

  const refund = first.client.call("subscriptionRefund", { discord_id: payer }, { retry: false });
  await around.control<Bought>("/checkout", { discord_id: buyer, email: "a.person@example.org" });
  await until(() => refunding.hits > 0 && reading.hits > 0, "a call and a job are under way");
  first.child.kill("SIGTERM");
  t.match(await refund, { success: true, amount_refunded: 499 });
  t.equal(await first.ended, 0);
  t.match(first.output.at(-1), /shutdown_finished/);
  t.notMatch(
    first.output.join("\n"),
    new RegExp(`${SECRET}|${WEBHOOK_SECRET}|${stripe.secretKey}|${payer}|${buyer}|example\\.org`),
    "no secret and no person in what it printed",
  );
  t.equal(stripe.refunds.all().filter((each) => each.charge === charge.id).length, 1);

  faults.clear();
  await serveInProcess(t, "main", around);
  await around.control("/webhooks/flush", {});
  await around.settle();
  t.same(told(around.bot, buyer), ["roles premium", "subscription_created premium"]);
  t.same(told(around.bot, payer).slice(2), ["roles free", "subscription_cancelled premium"]);
});

t.test("everything that is wrong with the environment is named together, and no value is shown", async (t) => {
  const env = { INTERNAL_API_SECRET: "short-secret", PORT: "http", GRACE_DAYS: "soon", DATABASE_URL: "my-database" };
  const { ended, output } = startBackendProcess(t, "main", env);
  t.equal(await ended, 1);
  const said = output.join("\n");
  for (const name of [...Object.keys(env), "STRIPE_API_KEY", "STRIPE_WEBHOOK_SECRET"]) t.match(said, name);
  t.notMatch(said, /short-secret|my-database|at .*\.ts:/);
});

t.test("what a person has to mend stops the start and is said in a sentence", async (t) => {
  const around = await startSurroundings(t);
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
