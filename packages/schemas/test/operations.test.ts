import { backendOperations, botOperations, ERRORS, isFinal, isSuccess, OUTCOME_CODES, OUTCOMES } from "@moddy/schemas";
import t from "tap";

const operations = [...Object.values(botOperations), ...Object.values(backendOperations)];

t.test("the examples of every operation match its schemas", async (t) => {
  for (const operation of operations) {
    const { request, reply } = operation.examples;
    if (operation.method === "POST") {
      t.ok(operation.request.safeParse(request).success, `${operation.service} ${operation.id}: request`);
    }
    t.match(operation.reply.safeParse(reply), { success: true }, `${operation.service} ${operation.id}: reply`);
  }
});

t.test("the flag of an operation is a boolean of its reply", async (t) => {
  const flagged = operations.flatMap(({ id, flag, examples }) => (flag === undefined ? [] : [{ id, flag, examples }]));
  t.has(
    new Set(flagged.map(({ id, flag }) => `${id} ${flag}`)),
    new Set(["notify notification_sent", "roles_update roles_updated", "event_notify event_received"]),
  );
  for (const { flag, examples } of flagged) t.match(examples.reply, { [flag]: Boolean });
});

t.test("ids and paths are unique within a service, and paths are internal", async (t) => {
  for (const service of ["bot", "backend"] as const) {
    const own = operations.filter((operation) => operation.service === service);
    t.equal(new Set(own.map(({ id }) => id)).size, own.length);
    t.equal(new Set(own.map(({ method, path }) => `${method} ${path}`)).size, own.length);
    t.ok(own.every(({ path }) => path.startsWith("/internal/")));
  }
});

t.test("the fixed part of the contract keeps its names", async (t) => {
  const served = (service: string) =>
    operations.filter((operation) => operation.service === service).map(({ method, path }) => `${method} ${path}`);
  t.has(
    new Set(served("bot")),
    new Set(["GET /internal/health", "POST /internal/notify", "POST /internal/roles/update"]),
  );
  for (const path of [
    "GET /internal/health",
    "POST /internal/user/info",
    "POST /internal/event/notify",
    "POST /internal/subscription/info",
    "POST /internal/subscription/invoices",
    "POST /internal/subscription/refund",
    "POST /internal/subscription/cancel",
  ]) {
    t.ok(served("backend").includes(path), path);
  }
});

t.test("a retryable outcome is never a success, and every outcome says what to do", async (t) => {
  for (const code of OUTCOME_CODES) {
    if (!isFinal(code)) t.notOk(isSuccess(code), code);
    t.ok(OUTCOMES[code].meaning && OUTCOMES[code].fix, code);
  }
});

t.test("the status of an error agrees with whether it is retryable", async (t) => {
  for (const [code, { status, retryable }] of Object.entries(ERRORS)) {
    t.equal(retryable, status >= 500 || status === 408 || status === 429, code);
  }
});
