import { once } from "node:events";
import { createServer as createHttpServer, request as forward } from "node:http";
import t from "tap";
import { createTestDatabase } from "../../support/database.ts";
import { freePorts } from "../../support/free-ports.ts";
import { openServer } from "../../support/open-server.ts";
import { runDoctor } from "../../support/run-moddy.ts";
import { startPairProcesses } from "../../support/start-pair-processes.ts";
import { startService } from "../../support/start-service.ts";
import { expectCause, expectTold, expectWarning } from "./support/expect-cause.ts";
import { startStandIn } from "./support/start-stand-in.ts";

t.test("the doctor names what is wrong between two sides that reach each other", async (t) => {
  const pair = await startPairProcesses();
  t.teardown(() => pair.close());

  await t.test("a proxy that removes the Authorization header", async (t) => {
    const server = createHttpServer((incoming, outgoing) => {
      const { authorization: _, ...headers } = incoming.headers;
      const onward = forward({ host: "::1", port: pair.ports.backend, path: incoming.url, headers }, (reply) => {
        outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(outgoing);
      });
      incoming.pipe(onward);
    });
    const { port } = await openServer(t, server, "::1");
    const env = { ...pair.environments.bot, BACKEND_INTERNAL_URL: `http://[::1]:${port}` };
    expectCause(t, "bearer_missing", await runDoctor("bot", env), env);
  });

  await t.test("another secret on the other side", async (t) => {
    const env = { ...pair.environments.bot, INTERNAL_API_SECRET: "Nq3c9xGd7_vTfLz0aWm5YbRk2HsJpUe8iQoX6tV1CfE" };
    expectCause(t, "bearer_wrong", await runDoctor("bot", env), env);
  });

  await t.test("a clock that is an hour off", async (t) => {
    const run = await runDoctor("bot", pair.environments.bot, { now: () => Date.now() + 3_600_000 });
    expectCause(t, "clock_off", run, pair.environments.bot);
    t.match(run.first?.found, "60 min behind ours");
    t.match(run.first?.cause, "The clock of the bot's host is wrong", "a third clock tells whose it is");
  });

  await t.test("a clock that is two minutes off is a warning", async (t) => {
    expectWarning(
      t,
      "clock_drifts",
      await runDoctor("bot", pair.environments.bot, { now: () => Date.now() - 120_000 }),
    );
  });

  await t.test("a peer that speaks another contract", async (t) => {
    const env = {
      ...pair.environments.bot,
      BACKEND_INTERNAL_URL: await startStandIn(t, { env: pair.environments.bot, contractVersion: "2.0.0" }),
    };
    expectCause(t, "contract_differs", await runDoctor("bot", env), env);
  });

  await t.test("a peer with a newer minor version is a warning", async (t) => {
    const env = {
      ...pair.environments.bot,
      BACKEND_INTERNAL_URL: await startStandIn(t, { env: pair.environments.bot, contractVersion: "1.99.0" }),
    };
    expectWarning(t, "contract_older", await runDoctor("bot", env));
  });

  await t.test("a peer that is too old to know the echo", async (t) => {
    const env = {
      ...pair.environments.bot,
      BACKEND_INTERNAL_URL: await startStandIn(t, { env: pair.environments.bot, contractVersion: undefined }),
    };
    expectCause(t, "echo_failed", await runDoctor("bot", env), env);
  });

  await t.test("a previous secret that is the current one is a warning", async (t) => {
    const env = {
      ...pair.environments.bot,
      INTERNAL_API_SECRET_PREVIOUS: pair.environments.bot["INTERNAL_API_SECRET"],
    };
    expectWarning(t, "secret_twice", await runDoctor("bot", env));
  });

  await t.test("a backend with a new secret and a wrong address of the bot", async (t) => {
    const [port = 0, open = 0, astray = 0] = await freePorts(3);
    const env = { ...pair.environments.bot, BACKEND_INTERNAL_URL: `http://[::1]:${port}` };
    const rotated = {
      ...pair.environments.backend,
      INTERNAL_API_SECRET: "Nq3c9xGd7_vTfLz0aWm5YbRk2HsJpUe8iQoX6tV1CfE",
      INTERNAL_API_SECRET_PREVIOUS: pair.environments.backend["INTERNAL_API_SECRET"],
      BOT_INTERNAL_URL: `http://[::1]:${astray}`,
      INTERNAL_PORT: String(port),
      PORT: String(open),
    };
    const service = await startService("backend", rotated);
    t.teardown(() => service.stop());

    await t.test(
      "the previous secret still in use is a warning; an address without a listener is the cause",
      async (t) => {
        const run = await runDoctor("bot", env);
        expectTold(t, "bearer_previous", run);
        expectCause(t, "way_back_refused", run, env);
        t.match(run.first?.cause, "The bot is running, but the backend's BOT_INTERNAL_URL names another port");
      },
    );

    await t.test("another program at the address", async (t) => {
      const server = createHttpServer((_request, response) => response.writeHead(404).end());
      t.teardown(() => server.close());
      await once(server.listen(astray, "::1"), "listening");
      expectCause(t, "way_back_broken", await runDoctor("bot", env), env);
    });
  });

  await t.test("a way back to a name that does not exist", async (t) => {
    const [port = 0, open = 0] = await freePorts(2);
    const lost = {
      BOT_INTERNAL_URL: "http://mody.railway.internal:3000",
      INTERNAL_PORT: String(port),
      PORT: String(open),
    };
    const service = await startService("backend", { ...pair.environments.backend, ...lost });
    t.teardown(() => service.stop());
    const env = { ...pair.environments.bot, BACKEND_INTERNAL_URL: `http://[::1]:${port}` };
    expectCause(t, "way_back_name", await runDoctor("bot", env), env);
  });

  await t.test("a bot without a Discord session is reported last", async (t) => {
    const [port = 0, open = 0] = await freePorts(2);
    const database = await createTestDatabase();
    t.teardown(() => database.drop());
    const [nobody] = await freePorts(1);
    const lost = {
      ...pair.environments.bot,
      DISCORD_API_BASE: `http://[::1]:${nobody}/api`,
      DATABASE_URL: database.url,
      INTERNAL_PORT: String(port),
      PORT: String(open),
    };
    const service = await startService("bot", lost, { events: ["service_ready"] });
    t.teardown(() => service.stop());
    const env = { ...pair.environments.backend, BOT_INTERNAL_URL: `http://[::1]:${port}` };
    expectCause(t, "peer_unhealthy", await runDoctor("backend", env), env);
  });
});
