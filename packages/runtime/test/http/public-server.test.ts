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
