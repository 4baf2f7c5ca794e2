import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { createAdvisoryLocks, createLogger } from "@moddy/runtime";
import t from "tap";
import type { Bought } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { reportsTo } from "../support/reports-to.ts";
import { SECRET } from "../support/secret.ts";
import { startTestBackend, type TestBackend } from "../support/start-test-backend.ts";

const JOB = "unlinked-watch";

async function paysForNobody(around: TestBackend, order: Record<string, unknown> = {}): Promise<Bought> {
  const bought = await around.control<Bought>("/checkout", { email: "payer@example.org", ...order });
  await around.settle();
  return bought;
}

async function readMetric({ backend }: TestBackend): Promise<string | undefined> {
  const headers = { authorization: `Bearer ${SECRET}` };
  const response = await fetch(`http://127.0.0.1:${backend.internalPort}/internal/metrics`, { headers });
  return /^moddy_unlinked_payments (\d+)$/m.exec(await response.text())?.[1];
}

t.test("who pays and has no Discord user is on the list, until linked", async (t) => {
  const around = await startTestBackend(t);
  const { client } = around;
  t.match(await client.call("unlinkedList", {}), { success: true, total: 0, customers: [], next: null });
  t.equal(await readMetric(around), "0");

  const first = await paysForNobody(around);
  around.move(1);
  const second = await paysForNobody(around, { price_id: "price_pro_yearly", trial_days: 7 });
  const third = await paysForNobody(around);
  const { customers, total } = await client.call("unlinkedList", {});
  t.equal(total, 3);
  t.match(customers, [
    { customer_id: first.customer.id, subscription_id: first.subscription.id, plan: "premium", status: "active" },
    { customer_id: second.customer.id, plan: "pro", status: "trialing", amount: 9990, currency: "usd" },
    { customer_id: third.customer.id },
  ]);
  t.equal(await readMetric(around), "3");
  const warned = around.log.filter(({ event }) => event === "checkout_unlinked");
  t.same(
    warned.map((line) => [line["level"], line["customer_id"]]),
    [
      ["warn", first.customer.id],
      ["warn", second.customer.id],
      ["warn", third.customer.id],
    ],
  );

  const pages: string[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof client.call<"unlinkedList">>> = await client.call("unlinkedList", {
      limit: 1,
      after,
    });
    pages.push(...page.customers.map(({ customer_id }) => customer_id));
    after = page.next;
  } while (after !== null);
  t.same(
    pages,
    [first, second, third].map(({ customer }) => customer.id),
  );
  await t.rejects(client.call("unlinkedList", { after: "nonsense" }), /after/);

  const person = newPerson();
  await client.call("userLink", { customer_id: first.customer.id, discord_id: person });
  await around.settle();
  t.same(reportsTo(around.bot, person), ["roles premium", "subscription_created premium"], "roles follow at once");
  await around.control(`/subscriptions/${second.subscription.id}/cancel`, {});
  await around.control(`/customers/${third.customer.id}/delete`, {});
  await around.settle();
  t.match(await client.call("unlinkedList", {}), { total: 0 }, "nor who has ended or is gone");
  await client.call("userUnlink", { discord_id: person });
  t.match(await client.call("unlinkedList", {}), { total: 1, customers: [{ customer_id: first.customer.id }] });
});

t.test("what gives no plan is none of Moddy's business", async (t) => {
  const around = await startTestBackend(t);
  const price = around.sandbox.stripe.prices.get("price_pro_monthly");
  around.sandbox.stripe.prices.add({ ...price, id: "price_of_a_mug" });
  await paysForNobody(around, { price_id: "price_of_a_mug" });
  t.match(await around.client.call("unlinkedList", {}), { total: 0 });
  t.notOk(around.log.some(({ event }) => event === "checkout_unlinked"));
});

t.test("after a day an alert names each customer once, from one process", async (t) => {
  const alerts: { data: { unlinked_payments?: { count: number; oldest_seconds: number } } }[] = [];
  let status = 500;
  const webhook = createServer((request, response) => {
    void json(request).then((alert) => {
      alerts.push(alert as (typeof alerts)[number]);
      return response.writeHead(status).end();
    });
  }).listen(0, "127.0.0.1");
  t.teardown(() => webhook.close());
  await once(webhook, "listening");
  const { port } = webhook.address() as AddressInfo;
  const around = await startTestBackend(t, {
    env: { ALERT_WEBHOOK_URL: `http://127.0.0.1:${port}/`, ALERT_WEBHOOK_SECRET: "q8Zr4Tn1VxYb6KdWm3HjPs9LfGc5AeUu" },
  });
  const run = () => around.backend.runJob(JOB);
  const warnings = () => around.log.filter(({ event }) => event === "payments_unlinked").length;

  const { customer } = await paysForNobody(around);
  t.match(await run(), { waiting: 1, told: 0 });
  t.same([alerts.length, warnings()], [0, 0], "there is time to link it");
  around.move(1);
  await paysForNobody(around);
  await t.rejects(run(), /500/, "an alert that does not arrive is sent again");
  status = 204;

  const logger = createLogger({ service: "backend", level: "silent" });
  const url = around.env["DATABASE_URL"] ?? "";
  const locks = createAdvisoryLocks({ url, applicationName: "another-process", logger });
  t.teardown(() => locks.close());
  const held = await locks.tryLock("moddy:unlinked-alert");
  t.equal(await run(), undefined, "while another process does it");
  await held?.release();
  alerts.length = 0;
  t.match(await run(), { waiting: 2, told: 1 });
  t.match(alerts, [{ data: { service: "backend", unlinked_payments: { count: 1 } } }]);
  t.ok((alerts[0]?.data.unlinked_payments?.oldest_seconds ?? 0) >= 86_400);
  t.notOk(JSON.stringify(alerts).includes(customer.id), "an alert says how many, not who");
  t.ok(warnings() > 0);

  t.match(await run(), { waiting: 2, told: 0 });
  t.equal(alerts.length, 1, "once for each customer");
  around.move(1);
  t.match(await run(), { told: 1 }, "and the next one after a day of its own");

  const person = newPerson();
  await around.client.call("userLink", { customer_id: customer.id, discord_id: person });
  await around.client.call("userUnlink", { discord_id: person });
  t.match(await run(), { waiting: 2, told: 0 }, "who is unlinked has a day again");
  around.move(1.1);
  t.match(await run(), { told: 1 });
});
