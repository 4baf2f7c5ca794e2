import { backendOperations } from "@moddy/schemas";
import { Registry } from "prom-client";
import t from "tap";
import { DISCORD_ID, SECRET, startServer } from "../support/start-server.ts";

const NOTIFY = "/internal/notify";
const FITTING = { discord_id: DISCORD_ID, action: "plan_upgraded" };
const TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

t.test("each call logs one line with its request id, operation, outcome and duration", async (t) => {
  const server = await startServer(t);
  const ids = { "x-request-id": "request-1" };
  const reply = await server.send(NOTIFY, { headers: ids, body: FITTING });
  t.equal(reply.headers["x-request-id"], "request-1");
  const wrong = await server.send(NOTIFY, { body: { ...FITTING, action: "nope" } });
  const lines = server.logs.filter((line) => line.event === "internal_call");
  t.match(lines, [
    { request_id: "request-1", operation: "notify", status: 200, outcome: "delivered", duration_ms: Number },
    { request_id: wrong.json.request_id, operation: "notify", status: 400, outcome: "invalid_request" },
  ]);
  t.equal(lines.length, 2);
});

t.test("neither secrets nor request bodies are logged at any level", async (t) => {
  const server = await startServer(t);
  const metadata = { text: "canary-text", email: "canary@example.com" };
  await server.send(NOTIFY, { body: { ...FITTING, metadata } });
  await server.send(NOTIFY, { body: { ...FITTING, action: "canary-text" } });
  await server.send(NOTIFY, { headers: { authorization: "Bearer canary-secret" }, body: FITTING });
  await server.send("/internal/canary-path?token=canary-query");
  const all = JSON.stringify(server.logs);
  for (const value of [SECRET, "canary", DISCORD_ID]) t.notMatch(all, value);
});

t.test("a request id that is not safe to log is replaced", async (t) => {
  const server = await startServer(t);
  for (const id of ["a b", "x".repeat(129), '{"a":1}', "a;b"]) {
    const reply = await server.send("/internal/health", { headers: { "x-request-id": id } });
    t.match(reply.headers["x-request-id"], /^[\da-f-]{36}$/);
  }
});

t.test("the handler gets a valid trace context", async (t) => {
  const seen: unknown[] = [];
  const server = await startServer(t, {
    handlers: {
      health: async (_request, { traceparent, requestId }) => {
        seen.push({ traceparent, requestId });
        return { status: "healthy", service: "discord-bot", version: "1" };
      },
    },
  });
  const client = server.client();
  await client.call("health", undefined, { traceparent: TRACEPARENT, requestId: "r-1" });
  await client.call("health", undefined, { requestId: "r-2" });
  await server.send("/internal/health", { headers: { traceparent: "00-zz", "x-request-id": "r-3" } });
  t.strictSame(seen, [
    { traceparent: TRACEPARENT, requestId: "r-1" },
    { traceparent: undefined, requestId: "r-2" },
    { traceparent: undefined, requestId: "r-3" },
  ]);
});

t.test("a call that a handler makes belongs to the trace of the current call", async (t) => {
  const other = await startServer(t, { service: "backend", operations: backendOperations });
  const backend = other.client();
  const server = await startServer(t, {
    handlers: {
      notify: async () => {
        await backend.call("echo", {});
        await backend.call("userInfo", { discord_id: DISCORD_ID }, { requestId: "its-own" });
        return { success: true, message: "", notification_sent: true };
      },
    },
  });
  const requestIds = ["first", "second"];
  await Promise.all(requestIds.map((id) => server.send(NOTIFY, { headers: { "x-request-id": id }, body: FITTING })));
  await backend.call("echo", {});
  const callsOf = (operation: string) =>
    other.logs.filter((line) => line.event === "internal_call" && line.operation === operation);
  const [made = "", ...others] = callsOf("echo")
    .map(({ request_id: id }) => String(id))
    .toReversed();
  t.strictSame(new Set(others), new Set(requestIds));
  t.match(made, /^[\da-f-]{36}$/, "outside of any call one is made");
  t.strictSame(new Set(callsOf("user_info").map(({ request_id: id }) => id)), new Set(["its-own"]));
});

t.test("the metrics count calls by operation and result", async (t) => {
  const metrics = new Registry();
  const server = await startServer(t, { metrics });
  const client = server.client({ metrics });
  await client.call("notify", { discord_id: DISCORD_ID, action: "plan_upgraded" });
  await server.send(NOTIFY, { body: {} });
  await server.send("/internal/nope-1");
  await server.send("/internal/nope-2");
  const reply = await server.send("/internal/metrics");
  t.match(reply.headers["content-type"], "text/plain");
  const expected = [
    'moddy_internal_calls_total{operation="notify",status="200",outcome="delivered"} 1',
    'moddy_internal_calls_total{operation="notify",status="400",outcome="invalid_request"} 1',
    'moddy_internal_calls_total{operation="unknown",status="404",outcome="not_found"} 2',
    'moddy_internal_call_duration_seconds_count{operation="notify"} 2',
    'moddy_internal_client_calls_total{service="bot",operation="notify",result="ok"} 1',
    'moddy_event_loop_delay_seconds{quantile="0.99"}',
    'moddy_service_info{service="bot",version="1.2.3",contract_version="',
  ];
  for (const line of expected) t.ok(reply.text.includes(line), line);
});

t.test("several servers share a registry, one after the other and at once", async (t) => {
  const metrics = new Registry();
  const first = await startServer(t, { metrics });
  const second = await startServer(t, { metrics });
  await first.app.close();
  const third = await startServer(t, { metrics });
  for (const server of [second, third]) t.equal((await server.send("/internal/metrics")).status, 200);
});

t.test("the OpenAPI document is served", async (t) => {
  const server = await startServer(t);
  const { status, json } = await server.send("/internal/openapi.json");
  t.match({ status, json }, { status: 200, json: { openapi: "3.1.0", paths: { "/internal/notify": { post: {} } } } });
});
