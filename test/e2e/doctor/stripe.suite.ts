import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sandboxStripeKey } from "@moddy/sandbox";
import { Client } from "pg";
import t from "tap";
import { freePorts } from "../../support/free-ports.ts";
import { runDoctor, runModdy } from "../../support/run-moddy.ts";
import { ROOT } from "../../support/spawn-node.ts";
import { startPairProcesses } from "../../support/start-pair-processes.ts";
import { until } from "../../support/until.ts";
import { expectCause, expectWarning } from "./support/expect-cause.ts";

t.test("the doctor names what is wrong in Stripe", async (t) => {
  const pair = await startPairProcesses();
  t.teardown(() => pair.close());

  const stripe = async (method: string, path: string, form: Record<string, string> = {}) => {
    const headers = {
      authorization: `Bearer ${sandboxStripeKey}`,
      "content-type": "application/x-www-form-urlencoded",
    };
    const body = method === "GET" ? null : new URLSearchParams(form).toString();
    const reply = await fetch(`${pair.sandbox.url}/v1${path}`, { method, headers, body });
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
    return (await reply.json()) as { data?: { id: string; url: string }[] };
  };
  const [endpoint] = (await stripe("GET", "/webhook_endpoints")).data ?? [];
  const path = `/webhook_endpoints/${endpoint?.id}`;

  await t.test("Stripe cannot be reached", async (t) => {
    const [port] = await freePorts(1);
    const env = { ...pair.environments.backend, STRIPE_API_BASE: `http://[::1]:${port}` };
    expectCause(t, "stripe_unreachable", await runDoctor("backend", env), env);
  });

  await t.test("a bad key", async (t) => {
    const env = { ...pair.environments.backend, STRIPE_API_KEY: "sk_test_another-key-of-this-test" };
    expectCause(t, "stripe_key", await runDoctor("backend", env), env);
  });

  await t.test("a restricted key that may not read what is needed", async (t) => {
    pair.sandbox.faults.add({
      target: "stripe",
      route: "/webhook_endpoints",
      kind: "status",
      status: 403,
      times: null,
    });
    t.teardown(() => pair.sandbox.faults.clear());
    expectCause(
      t,
      "stripe_permission",
      await runDoctor("backend", pair.environments.backend),
      pair.environments.backend,
    );
  });

  await t.test("Stripe is down", async (t) => {
    pair.sandbox.faults.add({
      target: "stripe",
      route: "/webhook_endpoints",
      kind: "status",
      status: 500,
      times: null,
    });
    t.teardown(() => pair.sandbox.faults.clear());
    expectCause(t, "stripe_down", await runDoctor("backend", pair.environments.backend), pair.environments.backend);
  });

  await t.test("a disabled webhook endpoint", async (t) => {
    await stripe("POST", path, { disabled: "true" });
    expectCause(
      t,
      "stripe_webhook_disabled",
      await runDoctor("backend", pair.environments.backend),
      pair.environments.backend,
    );
    await stripe("POST", path, { disabled: "false" });
  });

  await t.test("a webhook endpoint that does not send everything", async (t) => {
    await stripe("POST", path, {
      "enabled_events[0]": "checkout.session.completed",
      "enabled_events[1]": "invoice.paid",
    });
    const run = await runDoctor("backend", pair.environments.backend);
    expectCause(t, "stripe_webhook_events", run, pair.environments.backend);
    t.match(run.first?.fix, "customer.subscription.deleted");
    t.notMatch(run.first?.fix, "invoice.paid,");
    await stripe("POST", path, { "enabled_events[0]": "*" });
  });

  await t.test("a webhook endpoint with another path", async (t) => {
    await stripe("POST", path, { url: endpoint?.url.replace("/webhooks/stripe", "/stripe") ?? "" });
    expectCause(
      t,
      "stripe_webhook_missing",
      await runDoctor("backend", pair.environments.backend),
      pair.environments.backend,
    );
    await stripe("POST", path, { url: endpoint?.url ?? "" });
  });

  await t.test("an unknown price id", async (t) => {
    const file = join(t.testdir(), "plans.json");
    const plans = await readFile(`${ROOT}plans.json`, "utf8");
    await writeFile(file, plans.replace("price_pro_yearly", "price_pro_weekly"));
    const env = { ...pair.environments.backend, PLANS_FILE: file };
    const run = await runDoctor("backend", env);
    expectCause(t, "stripe_price_unknown", run, env);
    t.match(run.first?.found, "price_pro_weekly");
  });

  await t.test("an archived price", async (t) => {
    const price = pair.sandbox.stripe.prices.get("price_premium_yearly");
    price.active = false;
    expectCause(
      t,
      "stripe_price_inactive",
      await runDoctor("backend", pair.environments.backend),
      pair.environments.backend,
    );
    price.active = true;
  });

  await t.test("events that could not be processed, or wait for a long time", async (t) => {
    const db = new Client({ connectionString: pair.environments.backend["DATABASE_URL"] });
    await db.connect();
    t.teardown(() => db.end());
    const add = (id: string, received: string, ended: string) =>
      db.query(`insert into stripe_events (id, type, created, payload, received_at, processed_at, result, reason)
        values ('${id}', 'invoice.paid', now(), '{"data": {"object": {}}}', ${received}, ${ended})`);
    await add("evt_waiting", "now() - interval '2 hours'", "null, null, null");
    expectWarning(t, "stripe_events_waiting", await runDoctor("backend", pair.environments.backend));
    await add("evt_gone", "now()", "now(), 'unreadable', 'object_missing'");
    await add("evt_connect", "now()", "now(), 'ignored', 'other_account'");
    await add("evt_long_ago", "now() - interval '31 days'", "now(), 'unreadable', 'refused'");
    const run = await runDoctor("backend", pair.environments.backend);
    expectWarning(t, "stripe_events_set_aside", run);
    const found = run.report.checks.find(({ code }) => code === "stripe_events_set_aside")?.found;
    t.equal(found, "1 of the last 30 days could not be processed: object_missing 1");
    await db.query("delete from stripe_events where id in ('evt_waiting', 'evt_gone', 'evt_connect', 'evt_long_ago')");
  });

  await t.test("somebody pays and has no Discord user", async (t) => {
    const path = `${pair.sandbox.url}/_sandbox/stripe/checkout`;
    const headers = { "content-type": "application/json" };
    const bought = await fetch(path, { method: "POST", headers, body: JSON.stringify({ email: "payer@example.org" }) });
    const { customer } = (await bought.json()) as { customer: { id: string } };
    const secret = pair.environments.backend["INTERNAL_API_SECRET"] ?? "";
    const env = { INTERNAL_API_SECRET: secret, BACKEND_INTERNAL_URL: `http://[::1]:${pair.ports.backend}` };
    await until("it is on the list", async () => (await runModdy(["unlinked"], env)).stdout.includes(customer.id));
    expectWarning(t, "payments_unlinked", await runDoctor("backend", pair.environments.backend));
    t.equal((await runModdy(["link", customer.id, "1100000000000000101"], env)).status, 0);
  });

  await t.test("and nothing is left to name", async (t) => {
    const { status, report } = await runDoctor("backend", pair.environments.backend);
    t.equal(report.cause, null);
    t.equal(status, 0);
  });
});
