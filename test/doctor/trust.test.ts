import { createServer as createHttpServer, request as forward } from "node:http";
import t from "tap";
import { createTestDatabase } from "../support/database.ts";
import { expectCause, expectWarning } from "./support/expect-cause.ts";
import { freePorts } from "./support/free-port.ts";
import { openServer } from "./support/open-server.ts";
import { runDoctor } from "./support/run-moddy.ts";
import { startPair } from "./support/start-pair.ts";
import { startService } from "./support/start-service.ts";
import { startStandIn } from "./support/start-stand-in.ts";

t.test("the doctor names what is wrong between two sides that reach each other", async (t) => {
  const pair = await startPair();
  t.teardown(() => pair.close());

  await t.test("a proxy that takes the Authorization header away", async (t) => {
    const server = createHttpServer((incoming, outgoing) => {
      const { authorization: _, ...headers } = incoming.headers;
      const onward = forward({ host: "::1", port: pair.ports.backend, path: incoming.url, headers }, (reply) => {
        outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(outgoing);
      });
      incoming.pipe(onward);
    });
    const { port } = await openServer(t, server, "::1");
    const env = { ...pair.bot, BACKEND_INTERNAL_URL: `http://[::1]:${port}` };
    expectCause(t, "bearer_missing", await runDoctor("bot", env), env);
  });

  await t.test("another secret on the other side", async (t) => {
    const env = { ...pair.bot, INTERNAL_API_SECRET: "Nq3c9xGd7_vTfLz0aWm5YbRk2HsJpUe8iQoX6tV1CfE" };
    expectCause(t, "bearer_wrong", await runDoctor("bot", env), env);
  });

  await t.test("the previous secret still in use is told, and is no cause", async (t) => {
    const [port = 0, open = 0] = await freePorts(2);
    const rotated = {
      ...pair.backend,
      INTERNAL_API_SECRET: "Nq3c9xGd7_vTfLz0aWm5YbRk2HsJpUe8iQoX6tV1CfE",
      INTERNAL_API_SECRET_PREVIOUS: pair.backend["INTERNAL_API_SECRET"],
      INTERNAL_PORT: String(port),
      PORT: String(open),
    };
    const service = await startService("backend", rotated);
    t.teardown(() => service.stop());
    expectWarning(
      t,
      "bearer_previous",
      await runDoctor("bot", { ...pair.bot, BACKEND_INTERNAL_URL: `http://[::1]:${port}` }),
    );
  });

  await t.test("a clock that is an hour off", async (t) => {
    const run = await runDoctor("bot", pair.bot, { now: () => Date.now() + 3_600_000 });
    expectCause(t, "clock_off", run, pair.bot);
    t.match(run.first?.found, "60 min behind ours");
    t.match(run.first?.cause, "The clock of the bot's host is wrong", "a third clock tells whose it is");
  });

  await t.test("a clock that is two minutes off is told, and is no cause", async (t) => {
    expectWarning(t, "clock_drifts", await runDoctor("bot", pair.bot, { now: () => Date.now() - 120_000 }));
  });

  await t.test("a peer that speaks another contract", async (t) => {
    const env = {
      ...pair.bot,
      BACKEND_INTERNAL_URL: await startStandIn(t, { env: pair.bot, contractVersion: "2.0.0" }),
    };
    expectCause(t, "contract_differs", await runDoctor("bot", env), env);
  });

  await t.test("a peer that is a little newer is told, and is no cause", async (t) => {
    const env = {
      ...pair.bot,
      BACKEND_INTERNAL_URL: await startStandIn(t, { env: pair.bot, contractVersion: "1.99.0" }),
    };
    expectWarning(t, "contract_older", await runDoctor("bot", env));
  });

  await t.test("a peer that is too old to know the echo", async (t) => {
    const env = {
      ...pair.bot,
      BACKEND_INTERNAL_URL: await startStandIn(t, { env: pair.bot, contractVersion: undefined }),
    };
    expectCause(t, "echo_failed", await runDoctor("bot", env), env);
  });

  await t.test("a rotation on paper is told, and is no cause", async (t) => {
    const env = { ...pair.bot, INTERNAL_API_SECRET_PREVIOUS: pair.bot["INTERNAL_API_SECRET"] };
    expectWarning(t, "secret_twice", await runDoctor("bot", env));
  });

  await t.test("a way back that leads nowhere", async (t) => {
    const [port = 0, open = 0, nobody = 0] = await freePorts(3);
    const stranger = await openServer(
      t,
      createHttpServer((_request, response) => response.writeHead(404).end()),
      "::1",
    );
    for (const [url, code] of [
      [`http://[::1]:${nobody}`, "way_back_refused"],
      ["http://mody.railway.internal:3000", "way_back_name"],
      [`http://[::1]:${stranger.port}`, "way_back_broken"],
    ] as const) {
      const astray = { ...pair.backend, BOT_INTERNAL_URL: url, INTERNAL_PORT: String(port), PORT: String(open) };
      const service = await startService("backend", astray);
      const env = { ...pair.bot, BACKEND_INTERNAL_URL: `http://[::1]:${port}` };
      const run = await runDoctor("bot", env);
      await service.stop();
      expectCause(t, code, run, env);
    }
  });

  await t.test("a bot without a Discord session is told as the last thing", async (t) => {
    const [port = 0, open = 0] = await freePorts(2);
    const database = await createTestDatabase();
    t.teardown(() => database.drop());
    const [nobody] = await freePorts(1);
    const lost = {
      ...pair.bot,
      DISCORD_API_BASE: `http://[::1]:${nobody}/api`,
      DATABASE_URL: database.url,
      INTERNAL_PORT: String(port),
      PORT: String(open),
    };
    const service = await startService("bot", lost, { events: ["service_ready"] });
    t.teardown(() => service.stop());
    const env = { ...pair.backend, BOT_INTERNAL_URL: `http://[::1]:${port}` };
    expectCause(t, "peer_unhealthy", await runDoctor("backend", env), env);
  });
});
