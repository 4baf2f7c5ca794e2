import { deliveryMigrations } from "@moddy/delivery";
import { createInternalClient } from "@moddy/internal-api/client";
import { createInternalServer } from "@moddy/internal-api/server";
import { createLogger, createShutdown, PortTakenError } from "@moddy/runtime";
import { backendOperations, botOperations } from "@moddy/schemas";
import {
  deliveries,
  echo,
  health,
  type JobKind,
  openServiceDependencies,
  startService,
  UNTIL_NEXT_TIME,
} from "@moddy/service";
import t, { type Test } from "tap";
import { createTestDatabase } from "../../../test/support/database.ts";
import { stubHandlers } from "../../../test/support/stub-handlers.ts";
import { until } from "../../../test/support/until.ts";

const SECRET = "3vKq9ZxWm1TtR7yB5nLc8JpDf2HgSaUe";
const logger = createLogger({ service: "test", level: "silent" });
const {
  health: _health,
  echo: _echo,
  deliveriesList,
  deliveriesShow,
  deliveriesRetry,
  deliveriesCancel,
} = botOperations;
const operations = { health: _health, echo: _echo, deliveriesList, deliveriesShow, deliveriesRetry, deliveriesCancel };

async function startPeer(t: Test): Promise<string> {
  const server = createInternalServer({
    service: "backend",
    version: "0.0.0",
    operations: backendOperations,
    handlers: stubHandlers(backendOperations),
    secrets: { current: SECRET },
    signatures: "required",
    idempotency: { run: async (_call, execute) => ({ kind: "fresh", reply: await execute({ resumed: false }) }) },
    logger,
  });
  t.teardown(() => server.close());
  return await server.listen({ host: "127.0.0.1", port: 0 });
}

/** Starts a service with the shared features and these jobs, on a database of its own. */
async function start(t: Test, jobs: readonly JobKind[], port = 0) {
  const database = await createTestDatabase();
  const shutdown = createShutdown({ logger, timeoutMs: 20_000 });
  t.teardown(async () => {
    await shutdown.run("the test is over");
    await database.drop();
  });
  const config = {
    DATABASE_URL: database.url,
    INTERNAL_API_SECRET: SECRET,
    INTERNAL_API_SIGNATURES: "accept" as const,
    INTERNAL_HOST: "127.0.0.1",
    INTERNAL_PORT: port,
    HOST: "127.0.0.1",
    PORT: 0,
  };
  const opened = await openServiceDependencies<unknown, typeof backendOperations>(
    { config, logger, shutdown, version: "1.2.3" },
    {
      service: "bot",
      database: { migrations: deliveryMigrations, lockId: 7 },
      peer: { operations: backendOperations, baseUrl: await startPeer(t) },
    },
  );
  const state = { healthy: true };
  const dependencies = {
    ...opened,
    config,
    isHealthy: async () => state.healthy,
    readiness: async () => ({ ready: state.healthy, checks: { test: state.healthy } }),
  };
  const shared = [health, echo, deliveries].map((feature) => feature.setUp(dependencies));
  const contributions = [
    ...shared,
    { jobs, publicRoutes: (app: { get: CallableFunction }) => app.get("/hello", async () => "hello") },
  ];
  const running = await startService(operations, contributions as never, dependencies);
  const client = createInternalClient({
    operations,
    baseUrl: `http://127.0.0.1:${running.internalPort}`,
    secret: SECRET,
    caller: "cli",
  });
  t.teardown(() => client.close());
  return { running, client, state, shutdown };
}

t.test("a service of the shared features", async (t) => {
  const runs: object[] = [];
  const job: JobKind = {
    queue: "test-job",
    policy: "standard",
    retry: UNTIL_NEXT_TIME,
    expireInSeconds: 60,
    atStart: true,
    run: async (data) => runs.push(data),
  };
  const { running, client, state, shutdown } = await start(t, [job]);
  const publicUrl = `http://127.0.0.1:${running.publicPort}`;

  await t.test("reports its health and its readiness", async (t) => {
    t.strictSame(await client.call("health", undefined), {
      status: "healthy",
      service: "discord-bot",
      version: "1.2.3",
    });
    t.equal((await fetch(`${publicUrl}/readyz`)).status, 200);
    state.healthy = false;
    t.match(await client.call("health", undefined), { status: "unhealthy" });
    t.equal((await fetch(`${publicUrl}/readyz`)).status, 503);
  });

  await t.test("answers to echo, and calls the other service back on request", async (t) => {
    t.match(await client.call("echo", {}), { service: "discord-bot", version: "1.2.3", secret: "current", peer: null });
    t.match(await client.call("echo", { call_back: true }), { peer: { reached: true, code: null, message: null } });
  });

  await t.test("serves its deliveries, and refuses a cancel without a condition", async (t) => {
    t.match(await client.call("deliveriesList", {}), { success: true, deliveries: [], next: null });
    const response = await fetch(`http://127.0.0.1:${running.internalPort}/internal/deliveries/cancel`, {
      method: "POST",
      headers: { authorization: `Bearer ${SECRET}`, "content-type": "application/json" },
      body: "{}",
    });
    t.equal(response.status, 400);
    t.match(await response.json(), { code: "invalid_request", fields: [{ path: "", message: /needs a condition/ }] });
    t.match(await client.call("deliveriesCancel", { state: "pending" }), { success: true, count: 0 });
  });

  await t.test("serves public routes on the public port only", async (t) => {
    t.equal(await (await fetch(`${publicUrl}/hello`)).text(), "hello");
    t.equal(
      (await fetch(`${publicUrl}/internal/health`, { headers: { authorization: `Bearer ${SECRET}` } })).status,
      404,
    );
    t.equal((await fetch(`http://127.0.0.1:${running.internalPort}/hello`)).status, 401);
  });

  await t.test("runs its jobs at the start and on request", async (t) => {
    await until("the job has run", () => runs.length === 1);
    await running.runJob("test-job", { by: "hand" });
    t.strictSame(runs, [{}, { by: "hand" }]);
    await t.rejects(running.runJob("unknown"), { message: "No feature contributes jobs of the queue unknown." });
  });

  await t.test("closes all of it", async (t) => {
    await shutdown.run("closing");
    await t.rejects(fetch(`${publicUrl}/livez`));
    await t.rejects(client.call("health", undefined, { retry: false }));
  });
});

t.test("a job that fails is retried", async (t) => {
  let runs = 0;
  const job: JobKind = {
    queue: "failing-job",
    policy: "standard",
    retry: { retryLimit: 3, retryDelay: 0, retryBackoff: false },
    expireInSeconds: 60,
    atStart: true,
    run: async () => {
      runs += 1;
      if (runs === 1) throw new Error("the first run fails");
    },
  };
  await start(t, [job]);
  await until("the job has run again", () => runs === 2);
});

t.test("a taken port stops the start", async (t) => {
  const { running } = await start(t, []);
  await t.rejects(start(t, [], running.internalPort), PortTakenError);
});
