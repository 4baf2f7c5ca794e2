import { Registry } from "prom-client";
import t from "tap";
import { createRetryBudget, DEFAULT_RETRIES, pauseBefore } from "../../src/client/retries.ts";
import { failureOf } from "../support/failure-of.ts";
import { answer, clientOf, errorAnswer, HEALTHY, resolver, startPeer } from "../support/start-peer.ts";
import { DISCORD_ID } from "../support/start-server.ts";

const OK = answer(200, HEALTHY);
const NOTIFIED = answer(200, { success: true, message: "", notification_sent: true });
const REQUEST = { discord_id: DISCORD_ID, action: "plan_upgraded" } as const;

t.test("429, 502 to 504 and broken connections are retried", async (t) => {
  const failures = [
    errorAnswer(429, "rate_limited", true),
    answer(502, "<html>"),
    errorAnswer(503, "unavailable", true),
    answer(504, ""),
    (response: { socket: { destroy(): unknown } | null }) => response.socket?.destroy(),
  ];
  for (const failure of failures) {
    const { url, got } = await startPeer(t, [failure, failure, OK]);
    t.strictSame(await clientOf(t, url).call("health", undefined), HEALTHY);
    t.equal(got.length, 3);
  }
});

t.test("other errors are not retried", async (t) => {
  const failures = [
    errorAnswer(400, "invalid_request", false),
    errorAnswer(401, "missing_authorization", false),
    errorAnswer(403, "wrong_secret", false),
    errorAnswer(409, "idempotency_key_reused", false),
    errorAnswer(500, "internal_error", true),
    answer(200, "{}"),
  ];
  for (const failure of failures) {
    const { url, got } = await startPeer(t, [failure, OK]);
    await t.rejects(clientOf(t, url).call("health", undefined));
    t.equal(got.length, 1);
  }
});

t.test("retries of a POST have the same key, id and body, and a new signature each", async (t) => {
  const { url, got } = await startPeer(t, [errorAnswer(503, "unavailable", true), NOTIFIED]);
  const client = clientOf(t, url);
  await client.call("notify", REQUEST, { idempotencyKey: "delivery-1", requestId: "request-1" });
  for (const { headers, body, method, path } of got) {
    t.match({ method, path, body }, { method: "POST", path: "/internal/notify", body: JSON.stringify(REQUEST) });
    t.match(headers, { "idempotency-key": "delivery-1", "webhook-id": "delivery-1", "x-request-id": "request-1" });
  }
  t.equal(got.length, 2);
  await client.call("notify", REQUEST);
  t.match(got[2]?.headers["idempotency-key"], /^[\da-f-]{36}$/, "one is made where none is given");
});

t.test("a POST that only reads is retried without a key, so that its reply is fresh", async (t) => {
  const reply = { success: true, message: "", deliveries: [], next: null };
  const { url, got } = await startPeer(t, [errorAnswer(503, "unavailable", true), answer(200, reply)]);
  t.strictSame(await clientOf(t, url).call("deliveriesList", {}), reply);
  t.strictSame(
    got.map(({ headers }) => headers["idempotency-key"]),
    [undefined, undefined],
  );
});

t.test("a GET has no key, and a new signed id each time", async (t) => {
  const { url, got } = await startPeer(t, [errorAnswer(503, "unavailable", true), OK]);
  await clientOf(t, url).call("health", undefined);
  t.equal(got[0]?.headers["idempotency-key"], undefined);
  t.not(got[0]?.headers["webhook-id"], got[1]?.headers["webhook-id"]);
});

t.test("with retry: false a call is sent once", async (t) => {
  const { url, got } = await startPeer(t, [errorAnswer(503, "unavailable", true), OK]);
  t.match(await failureOf(clientOf(t, url).call("health", undefined, { retry: false })), { status: 503 });
  t.equal(got.length, 1);
});

t.test("a name that does not resolve yet is retried", async (t) => {
  const { port, got } = await startPeer(t, [OK]);
  const notYet = Object.assign(new Error("not yet"), { code: "EAI_AGAIN" });
  const knows = resolver(["::1"]);
  let asked = 0;
  const client = clientOf(t, `http://bot.internal:${port}`, {
    lookup: (name, options, done) => (++asked < 3 ? done(notYet, "") : knows(name, options, done)),
  });
  t.strictSame(await client.call("health", undefined), HEALTHY);
  t.equal(asked, 3);
  t.equal(got.length, 1);
});

t.test("a retry waits for Retry-After, but not beyond the deadline", async (t) => {
  const { url, got } = await startPeer(t, [errorAnswer(503, "unavailable", true, { "retry-after": "60" }), OK]);
  t.match(await failureOf(clientOf(t, url).call("health", undefined)), { status: 503, retryAfterSeconds: 60 });
  t.equal(got.length, 1, "the caller gets the error and its Retry-After at once");
});

t.test("a caller's abort ends the pause", async (t) => {
  const controller = new AbortController();
  const { url } = await startPeer(t, [
    (response, got) => {
      errorAnswer(503, "unavailable", true, { "retry-after": "4" })(response, got);
      setImmediate(() => controller.abort());
    },
  ]);
  await t.rejects(clientOf(t, url).call("health", undefined, { signal: controller.signal }), { code: "aborted" });
});

t.test("a service that is down gets few retries: they have a budget", async (t) => {
  const metrics = new Registry();
  const { url, got } = await startPeer(t, [errorAnswer(503, "unavailable", true)]);
  const client = clientOf(t, url, { metrics });
  for (let call = 0; call < 100; call++) t.match(await failureOf(client.call("health", undefined)), { status: 503 });
  t.ok(got.length <= 131, `${got.length} requests for 100 calls`);
  t.ok(got.length > 120, "the budget is used");
  const text = await metrics.metrics();
  t.match(text, 'moddy_internal_client_calls_total{service="bot",operation="health",result="http_error"} 100');
  t.match(text, `moddy_internal_client_retries_total{service="bot",operation="health"} ${got.length - 100}`);
});

t.test("calls fill the budget again, up to its size", async (t) => {
  const budget = createRetryBudget({ ...DEFAULT_RETRIES, budget: 2, budgetPerCall: 0.5 });
  const spent = () => [budget.spend(), budget.spend(), budget.spend()].filter(Boolean).length;
  for (let call = 0; call < 100; call++) budget.earn();
  t.equal(spent(), 2);
  budget.earn();
  t.equal(spent(), 0);
  budget.earn();
  t.equal(spent(), 1);
});

t.test("pauses have full jitter, and their maximum doubles", async (t) => {
  const pauses = (random: number) =>
    [2, 3, 4, 9].map((next) => pauseBefore(next, DEFAULT_RETRIES, () => random, undefined));
  t.strictSame(pauses(0), [0, 0, 0, 0]);
  t.strictSame(pauses(0.5), [50, 100, 200, 1000]);
  t.equal(
    pauseBefore(2, DEFAULT_RETRIES, () => 0.5, 3),
    3000,
  );
});
