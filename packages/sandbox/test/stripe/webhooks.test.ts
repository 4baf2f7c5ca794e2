import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Stripe } from "stripe";
import { test } from "tap";
import { receiveWebhooks } from "./support/receive-webhooks.ts";
import { startStripe, WEBHOOK_SECRET } from "./support/start.ts";

interface Attempts {
  readonly attempts: {
    event: string;
    event_type: string;
    attempt: number;
    status: number | null;
    error: string | null;
  }[];
}

test("a failed delivery is retried until it succeeds", async (t) => {
  const receiver = await receiveWebhooks(t);
  receiver.statuses.push(500, 302, 503);
  const { stripe, control } = await startStripe(t, {
    webhookUrl: receiver.url,
    webhookSecret: WEBHOOK_SECRET,
    webhooks: { settings: { retrySpeedup: 1e6 } },
  });
  await stripe.customers.create();
  await receiver.until((events) => events.length === 1);
  await control("/webhooks/flush", {});
  const { attempts } = await control<Attempts>("/webhooks/attempts");
  t.same(
    attempts.map(({ attempt, status }) => [attempt, status]),
    [
      [1, 500],
      [2, 302],
      [3, 503],
      [4, 200],
    ],
  );
  t.match((await stripe.events.list()).data, [{ pending_webhooks: 0 }]);
});

test("retries end after three days of Stripe's time", async (t) => {
  const receiver = await receiveWebhooks(t, "whsec_of_somebody_else");
  const { stripe, state, control } = await startStripe(t, { webhookUrl: receiver.url, webhookSecret: WEBHOOK_SECRET });
  await stripe.customers.create();
  const start = state.clock.now();
  let last: number | null = 0;
  for (let attempt = 0; attempt < 100 && last !== null; attempt++) {
    await control("/webhooks/flush", { skip_delays: false });
    last = state.webhooks.attempts.at(-1)?.next_attempt_at ?? null;
    if (last !== null) await control("/advance", { seconds: Math.max(0, Math.ceil(last / 1000) - state.clock.now()) });
  }
  t.equal(last, null, "they end");
  t.ok(state.webhooks.attempts.length > 8, "several attempts");
  const days = (state.clock.now() - start) / 86_400;
  t.ok(days > 2.9 && days < 3.1, `for about three days (${days})`);
  t.match((await stripe.events.list()).data, [{ pending_webhooks: 1 }], "the event is still there to be asked for");
});

test("a signature has the real time, even when Stripe's time was moved", async (t) => {
  const receiver = await receiveWebhooks(t);
  const { stripe, control } = await startStripe(t, { webhookUrl: receiver.url, webhookSecret: WEBHOOK_SECRET });
  await control("/advance", { seconds: 40 * 86_400 });
  await stripe.customers.create();
  await receiver.until((events) => events.length === 1);
  const signedAt = Number(/^t=(\d+)/.exec(String(receiver.headers[0]?.["stripe-signature"]))?.[1]);
  t.ok(Math.abs(signedAt - Date.now() / 1000) < 60);
});

test("a redirect is a failed attempt and is not followed", async (t) => {
  const receiver = await receiveWebhooks(t);
  const redirecting = createServer((_request, response) => {
    response.writeHead(307, { location: receiver.url }).end();
  });
  redirecting.listen(0, "127.0.0.1");
  await once(redirecting, "listening");
  t.teardown(() => redirecting.close());
  const webhookUrl = `http://127.0.0.1:${(redirecting.address() as AddressInfo).port}/`;
  const { stripe, state, control } = await startStripe(t, { webhookUrl, webhookSecret: WEBHOOK_SECRET });
  await stripe.customers.create();
  await control("/webhooks/flush", { skip_delays: false });
  t.match(state.webhooks.attempts, [{ status: 307, delivered: false }]);
  t.same(receiver.headers, []);
});

test("a disabled endpoint gets no event, not even one that was queued before", async (t) => {
  const receiver = await receiveWebhooks(t);
  const { stripe, state, control } = await startStripe(t, { webhookUrl: receiver.url, webhookSecret: WEBHOOK_SECRET });
  const [endpoint] = (await stripe.webhookEndpoints.list()).data;
  await control("/webhooks/settings", { mode: "paused" });
  await stripe.customers.create();
  await stripe.webhookEndpoints.update(endpoint?.id ?? "", { disabled: true });
  const { pending } = await control<{ pending: number }>("/webhooks");
  await stripe.customers.create();
  t.match(await control("/webhooks"), { pending }, "an event after that is not queued");
  await control("/webhooks/settings", { mode: "on" });
  await control("/webhooks/flush", {});
  t.same(state.webhooks.attempts, []);
  t.same(receiver.headers, []);
});

test("an endpoint without a listener has its error in the attempt", async (t) => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const webhookUrl = `http://127.0.0.1:${port}/nobody`;
  const { stripe, state, control } = await startStripe(t, { webhookUrl, webhookSecret: WEBHOOK_SECRET });
  await stripe.customers.create();
  await control("/webhooks/flush", {});
  t.match(state.webhooks.attempts[0], { status: null, error: "ECONNREFUSED", delivered: false });
});

test("delivery pauses, and shuffles the waiting events", async (t) => {
  const receiver = await receiveWebhooks(t);
  const { stripe, buy, control } = await startStripe(t, { webhookUrl: receiver.url, webhookSecret: WEBHOOK_SECRET });
  await control("/webhooks/settings", { mode: "paused" });
  await buy();
  t.match(await control("/webhooks"), { pending: 14, settings: { mode: "paused" } });
  t.equal(receiver.headers.length, 0);
  await control("/webhooks/settings", { mode: "on", order: "shuffled" });
  await receiver.until((events) => events.length === 14);
  const sent = (await stripe.events.list({ limit: 100 })).data.map(({ id }) => id).toReversed();
  const arrived = receiver.events.map(({ id }) => id);
  t.same(arrived.toSorted(), sent.toSorted());
  t.notSame(arrived, sent, "not in the order of the events");
});

test("events while delivery is off are never sent, but can be listed", async (t) => {
  const receiver = await receiveWebhooks(t);
  const { stripe, control } = await startStripe(t, { webhookUrl: receiver.url, webhookSecret: WEBHOOK_SECRET });
  await control("/webhooks/settings", { mode: "off" });
  await stripe.customers.create();
  await control("/webhooks/settings", { mode: "on" });
  const second = await stripe.customers.create();
  await receiver.until((events) => events.length > 0);
  t.match(receiver.events, [{ data: { object: { id: second.id } } }]);
  t.equal((await stripe.events.list()).data.length, 2);
});

test("an event is sent again on demand, and twice with `duplicates`", async (t) => {
  const receiver = await receiveWebhooks(t);
  const { stripe, control } = await startStripe(t, { webhookUrl: receiver.url, webhookSecret: WEBHOOK_SECRET });
  await stripe.customers.create();
  const [event] = (await stripe.events.list()).data;
  await control(`/events/${event?.id}/redeliver`, { times: 2 });
  await receiver.until((events) => events.length === 3);
  t.equal(new Set(receiver.events.map(({ id }) => id)).size, 1);
  await control("/webhooks/settings", { duplicates: 1 });
  const { id } = await stripe.customers.create();
  await receiver.until((events) => events.filter(({ data }) => (data.object as { id: string }).id === id).length === 2);
  t.equal(receiver.events.length, 5);
});

test("the first attempt waits for delay_ms", async (t) => {
  const receiver = await receiveWebhooks(t);
  const { stripe, control } = await startStripe(t, { webhookUrl: receiver.url, webhookSecret: WEBHOOK_SECRET });
  await control("/webhooks/settings", { delay_ms: 3_600_000 });
  await stripe.customers.create();
  t.match(await control("/webhooks"), { pending: 1 });
  t.equal(receiver.headers.length, 0);
  await control("/advance", { seconds: 3600 });
  await receiver.until((events) => events.length === 1);
  t.equal(receiver.headers.length, 1);
});

test("the API creates, updates and deletes endpoints, and returns a secret once", async (t) => {
  const { stripe } = await startStripe(t);
  const [url, other] = ["http://127.0.0.1:1/first", "http://127.0.0.1:1/second"];
  const made = await stripe.webhookEndpoints.create({
    url,
    enabled_events: ["customer.created"],
    metadata: { a: "1" },
  });
  t.match(made, { status: "enabled", url, secret: /^whsec_/ });
  const retrieved = await stripe.webhookEndpoints.retrieve(made.id);
  t.notOk("secret" in retrieved, "the secret is only told once");
  t.match(await stripe.webhookEndpoints.update(made.id, { disabled: true, url: other }), {
    status: "disabled",
    url: other,
  });
  t.equal((await stripe.webhookEndpoints.list()).data.length, 1);
  t.match(await stripe.webhookEndpoints.del(made.id), { deleted: true });
  await t.rejects(stripe.webhookEndpoints.retrieve(made.id), { statusCode: 404, name: "Error" });
  await t.rejects(stripe.webhookEndpoints.create({ url: "nowhere", enabled_events: ["*"] }), { code: "url_invalid" });
  await t.rejects(stripe.webhookEndpoints.create({ url } as Stripe.WebhookEndpointCreateParams), {
    code: "parameter_missing",
    param: "enabled_events",
  });
});

test("an endpoint receives only its enabled event types", async (t) => {
  const { stripe, state, control } = await startStripe(t);
  const made = await stripe.webhookEndpoints.create({
    url: "http://127.0.0.1:1/",
    enabled_events: ["customer.updated"],
  });
  const receiver = await receiveWebhooks(t, made.secret);
  await stripe.webhookEndpoints.update(made.id, { url: receiver.url });
  const { id } = await stripe.customers.create();
  await stripe.customers.update(id, { name: "Ann" });
  await receiver.until((events) => events.length === 1);
  t.match(receiver.events, [{ type: "customer.updated", data: { previous_attributes: { name: null } } }]);
  await control("/webhooks/flush", {});
  t.equal(state.webhooks.attempts.length, 1);
});

test("after a rotation both secrets sign until the old one is dropped", async (t) => {
  const receiver = await receiveWebhooks(t);
  const { stripe, state, control } = await startStripe(t, { webhookUrl: receiver.url, webhookSecret: WEBHOOK_SECRET });
  const [endpoint] = (await stripe.webhookEndpoints.list()).data;
  await control(`/webhooks/endpoints/${endpoint?.id}`, { secret: "whsec_new" });
  await stripe.customers.create();
  await receiver.until((events) => events.length === 1);
  t.match(String(receiver.headers[0]?.["stripe-signature"]), /^t=\d+,v1=[0-9a-f]{64},v1=[0-9a-f]{64}$/);
  await control(`/webhooks/endpoints/${endpoint?.id}`, { drop_old_secrets: true });
  await stripe.customers.create();
  await control("/webhooks/flush", {});
  t.match(state.webhooks.attempts.at(-1), { status: 400 });
});

test("an endpoint with an old API version gets objects in the form before Basil", async (t) => {
  const receiver = await receiveWebhooks(t);
  const { stripe, buy, control, raw } = await startStripe(t, {
    webhookUrl: receiver.url,
    webhookSecret: WEBHOOK_SECRET,
  });
  const [endpoint] = (await stripe.webhookEndpoints.list()).data;
  await control(`/webhooks/endpoints/${endpoint?.id}`, { api_version: "2024-06-20" });
  const { subscription, invoice, charge } = await buy();
  await receiver.until((events) => events.some(({ type }) => type === "customer.subscription.updated"));
  await control("/webhooks/flush", {});
  const object = (type: string) => receiver.events.find((event) => event.type === type)?.data.object as object;
  const [item] = subscription.items.data;
  t.ok(receiver.events.every(({ api_version }) => api_version === "2024-06-20"));
  t.match(object("customer.subscription.created"), {
    current_period_start: item?.current_period_start,
    current_period_end: item?.current_period_end,
    plan: { id: "price_premium_monthly", amount: 499 },
  });
  t.match(object("invoice.paid"), {
    subscription: subscription.id,
    charge: charge.id,
    payment_intent: charge.payment_intent,
    paid: true,
    lines: { data: [{ type: "subscription", price: { id: "price_premium_monthly" }, proration: false }] },
  });
  t.notOk("parent" in object("invoice.paid"));
  t.match(object("charge.succeeded"), { invoice: invoice.id });
  const old = await raw(`/v1/subscriptions/${subscription.id}`, { "stripe-version": "2024-06-20" });
  t.equal(old["current_period_end"], item?.current_period_end);
});

test("before Basil, an updated event has the old period on the subscription", async (t) => {
  const receiver = await receiveWebhooks(t);
  const { stripe, buy, control } = await startStripe(t, { webhookUrl: receiver.url, webhookSecret: WEBHOOK_SECRET });
  const [endpoint] = (await stripe.webhookEndpoints.list()).data;
  const { subscription } = await buy();
  await control("/webhooks/flush", {});
  await control(`/webhooks/endpoints/${endpoint?.id}`, { api_version: "2024-06-20" });
  await control(`/subscriptions/${subscription.id}/renew`, {});
  await control("/webhooks/flush", {});
  const renewed = receiver.events.findLast(({ type }) => type === "customer.subscription.updated");
  t.match(renewed?.data.previous_attributes, { current_period_end: subscription.items.data[0]?.current_period_end });
});

test("a delivery has Stripe's content type and user agent", async (t) => {
  const receiver = await receiveWebhooks(t);
  const { stripe } = await startStripe(t, { webhookUrl: receiver.url, webhookSecret: WEBHOOK_SECRET });
  await stripe.customers.create();
  await receiver.until((events) => events.length === 1);
  t.match(receiver.headers[0], {
    "content-type": "application/json; charset=utf-8",
    "user-agent": /^Stripe\/1\.0/,
  });
});

test("events, deliveries and control calls are published", async (t) => {
  const receiver = await receiveWebhooks(t);
  const types: string[] = [];
  const { buy, control } = await startStripe(t, {
    webhookUrl: receiver.url,
    webhookSecret: WEBHOOK_SECRET,
    publish: (type) => types.push(type),
  });
  await buy();
  await control("/webhooks/flush", {});
  t.same([...new Set(types)].toSorted(), ["control", "event", "webhook"]);
});
