import { once } from "node:events";
import { connect } from "node:net";
import { PassThrough } from "node:stream";
import { createLogger, createPublicServer, type Readiness } from "@moddy/runtime";
import t from "tap";

const logger = createLogger({ service: "test", level: "silent" });

t.test("a public port", async (t) => {
  let readiness: Readiness = { ready: false, checks: { database: true, discord: false } };
  const app = createPublicServer({ logger, ready: async () => readiness });
  app.get("/fails", async () => {
    throw new Error("the password is hunter2");
  });
  t.teardown(() => app.close());

  t.equal((await app.inject("/livez")).statusCode, 200);
  const notReady = await app.inject("/readyz");
  t.equal(notReady.statusCode, 503);
  t.strictSame(notReady.json(), readiness);
  readiness = { ready: true, checks: { database: true, discord: true } };
  t.equal((await app.inject("/readyz")).statusCode, 200);

  const internal = await app.inject("/internal/health");
  t.equal(internal.statusCode, 404);
  t.match(internal.json(), { code: "not_found", error: String, request_id: String, retryable: false });
  const failed = await app.inject("/fails");
  t.equal(failed.statusCode, 500);
  t.match(failed.json(), { code: "internal_error", retryable: true });
  t.notMatch(failed.body, "hunter2");
});

t.test("a request that arrives while a public port closes is still served", async (t) => {
  const app = createPublicServer({ logger, ready: async () => ({ ready: false, checks: {} }) });
  const arrived = Promise.withResolvers<void>();
  app.post("/webhook", async () => ({ taken: true }));
  app.addHook("preClose", () => arrived.promise);
  const address = await app.listen({ host: "127.0.0.1", port: 0 });
  const closed = app.close();
  const answer = await fetch(`${address}/webhook`, { method: "POST" });
  t.equal(answer.status, 200);
  t.equal(answer.headers.get("connection"), "close", "and not for long");
  arrived.resolve();
  await closed;
  await t.rejects(fetch(`${address}/livez`), "then nobody is there");
});

t.test("a client that keeps an idle connection does not keep a public port from closing", async (t) => {
  const app = createPublicServer({ logger, ready: async () => ({ ready: true, checks: {} }) });
  const body = new PassThrough();
  app.get("/slow", (_request, reply) => reply.send(body));
  const address = await app.listen({ host: "127.0.0.1", port: 0 });
  const silent = connect(Number(new URL(address).port), "127.0.0.1");
  await once(silent, "connect");
  body.write("begun ");
  const answer = await fetch(`${address}/slow`);
  const closed = app.close();
  body.end("before it closed");
  t.equal(await answer.text(), "begun before it closed");
  await closed;
  silent.destroy();
});
