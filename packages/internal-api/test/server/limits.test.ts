import { once } from "node:events";
import { connect } from "node:net";
import { DEFAULT_LIMITS } from "@moddy/internal-api/server";
import { botOperations } from "@moddy/schemas";
import t from "tap";
import { exchange, exchangeWith } from "../support/raw-exchange.ts";
import { DISCORD_ID, SECRET, startServer } from "../support/start-server.ts";

const NOTIFY = "/internal/notify";
const FITTING = { discord_id: DISCORD_ID, action: "plan_upgraded" };
const AUTHORIZED = `Host: x\r\nAuthorization: Bearer ${SECRET}\r\n`;
const HEALTH = `GET /internal/health HTTP/1.1\r\n${AUTHORIZED}Connection: close\r\n\r\n`;

t.test("a body over the limit gets 413, announced or not, and the service goes on", async (t) => {
  const server = await startServer(t);
  const big = JSON.stringify({ ...FITTING, metadata: { text: "x".repeat(2_000_000) } });
  t.match(await server.send(NOTIFY, { body: big }), { status: 413, json: { code: "payload_too_large" } });

  const head = `POST ${NOTIFY} HTTP/1.1\r\n${AUTHORIZED}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
  const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
  const chunked = await exchange(server.port, head + chunk.repeat(8));
  t.equal(chunked.status, 413);
  t.match(JSON.parse(chunked.body), { code: "payload_too_large" });

  const atLimit = JSON.stringify({ ...FITTING, note: "x".repeat(DEFAULT_LIMITS.bodyBytes - 100) });
  t.equal((await server.send(NOTIFY, { body: atLimit })).status, 200);
  t.equal((await server.send("/internal/health")).status, 200);
});

t.test("malformed HTTP gets the error body", async (t) => {
  const { port } = await startServer(t);
  const cases: [bytes: string, status: number, code: string][] = [
    ["nonsense\r\n\r\n", 400, "invalid_request"],
    ["GET / HTTP/9.9\r\n\r\n", 400, "invalid_request"],
    ["GET /a b HTTP/1.1\r\n\r\n", 400, "invalid_request"],
    ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "invalid_request"],
    [`GET / HTTP/1.1\r\n${AUTHORIZED}Bad Header: 1\r\n\r\n`, 400, "invalid_request"],
    [`POST / HTTP/1.1\r\n${AUTHORIZED}Content-Length: x\r\n\r\n`, 400, "invalid_request"],
    [`POST / HTTP/1.1\r\n${AUTHORIZED}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n`, 400, "invalid_request"],
    [`GET / HTTP/1.1\r\nX: ${"x".repeat(20_000)}\r\n\r\n`, 431, "headers_too_large"],
    [`GET /${"x".repeat(20_000)} HTTP/1.1\r\n\r\n`, 431, "headers_too_large"],
  ];
  for (const [bytes, status, code] of cases) {
    const answer = await exchange(port, bytes);
    t.equal(answer.status, status, bytes.slice(0, 40));
    t.match(JSON.parse(answer.body), { code, error: String, request_id: String, retryable: false });
    t.match(answer.head, /Connection: close/);
  }
  t.equal((await exchange(port, HEALTH)).status, 200);
});

t.test("odd but well-formed requests get a documented status", async (t) => {
  const { port } = await startServer(t);
  const close = "Connection: close\r\n\r\n";
  const cases: [bytes: string, status: number][] = [
    [`GET /internal/health HTTP/1.0\r\n${AUTHORIZED}\r\n`, 200],
    [`GET /internal/health HTTP/1.1\r\nAuthorization: Bearer ${SECRET}\r\n${close}`, 200],
    [`GET /internal/health?x=1 HTTP/1.1\r\n${AUTHORIZED}${close}`, 200],
    [`GET http://x/internal/health HTTP/1.1\r\n${AUTHORIZED}${close}`, 200],
    [`OPTIONS * HTTP/1.1\r\n${AUTHORIZED}${close}`, 404],
    [`PROPFIND /internal/health HTTP/1.1\r\n${AUTHORIZED}${close}`, 405],
    [`TRACE /internal/health HTTP/1.1\r\n${AUTHORIZED}${close}`, 405],
    [`GET /internal/health HTTP/1.1\r\n${AUTHORIZED}Expect: nonsense\r\n${close}`, 200],
    [`GET /internal/health HTTP/1.1\r\n${AUTHORIZED}Upgrade: websocket\r\nConnection: upgrade, close\r\n\r\n`, 200],
    [`GET /internal/../internal/health HTTP/1.1\r\n${AUTHORIZED}${close}`, 404],
    [`GET /internal/health HTTP/1.1\r\n${AUTHORIZED}Content-Length: 5\r\n${close}hello`, 200],
  ];
  for (const [bytes, status] of cases) t.equal((await exchange(port, bytes)).status, status, bytes.slice(0, 60));
});

t.test("slow headers and slow bodies end with 408", async (t) => {
  const { port } = await startServer(t, { limits: { headersMs: 300, requestMs: 600 } });
  const silent = exchangeWith(port, () => {});
  const slowHead = exchange(port, "GET /internal/health HTTP/1.1\r\nHost: x\r\n");
  const half = `POST ${NOTIFY} HTTP/1.1\r\n${AUTHORIZED}Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{"disc`;
  const slowBody = exchange(port, half);
  for (const answer of await Promise.all([silent, slowHead, slowBody])) {
    t.equal(answer.status, 408);
    t.match(JSON.parse(answer.body), { code: "request_timeout", retryable: true });
  }
  const second = await exchangeWith(port, (socket) => {
    socket.write(HEALTH.replace("Connection: close\r\n", ""));
    socket.once("data", () => socket.write("GET /internal/hea"));
  });
  t.equal(second.status, 408, "the second request of a connection too");
});

t.test("a connection above the limit is closed at once", async (t) => {
  const { port } = await startServer(t, { limits: { connections: 2 } });
  const held = [connect({ host: "::1", port }), connect({ host: "::1", port })];
  await Promise.all(held.map((socket) => once(socket, "connect")));
  t.equal((await exchange(port, HEALTH)).status, undefined);
  for (const socket of held) socket.destroy();
});

t.test("a call above the limit gets 503", async (t) => {
  const started = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const server = await startServer(t, {
    limits: { calls: 1 },
    handlers: {
      notify: async () => {
        started.resolve();
        await finish.promise;
        return { success: true, message: "", notification_sent: true };
      },
    },
  });
  const first = server.send(NOTIFY, { body: FITTING });
  await started.promise;
  const second = await server.send(NOTIFY, { body: FITTING });
  t.match(second, { status: 503, headers: { "retry-after": "1" }, json: { code: "unavailable", retryable: true } });
  finish.resolve();
  t.equal((await first).status, 200);
  t.equal((await server.send(NOTIFY, { body: FITTING })).status, 200);
});

t.test("under load calls get 503, and health still answers", async (t) => {
  const server = await startServer(t, { limits: { eventLoopDelayMs: 5 } });
  const until = performance.now() + 10_000;
  let shed = await server.send(NOTIFY, { body: FITTING });
  while (shed.status !== 503 && performance.now() < until) {
    const busyUntil = performance.now() + 100;
    while (performance.now() < busyUntil);
    shed = await server.send(NOTIFY, { body: FITTING });
  }
  t.match(shed, { status: 503, headers: { "retry-after": "1" }, json: { code: "unavailable", retryable: true } });
  t.equal((await server.send("/internal/health")).status, 200);
  t.equal((await server.send("/internal/metrics")).status, 200);
});

t.test("at the operation's deadline the handler is aborted and the caller gets 503 with Retry-After", async (t) => {
  const operations = { notify: { ...botOperations.notify, deadlineMs: 50 } };
  const aborted = Promise.withResolvers<void>();
  const server = await startServer(t, {
    operations,
    handlers: {
      notify: async (_request, { signal }) => {
        signal.addEventListener("abort", () => aborted.resolve());
        await aborted.promise;
        return await new Promise<never>(() => {});
      },
    },
  });
  const reply = await server.send(NOTIFY, { body: FITTING });
  t.match(reply, { status: 503, headers: { "retry-after": "1" }, json: { code: "unavailable" } });
  await aborted.promise;
});
