import { createServer as createHttpServer } from "node:http";
import { createServer as createTcpServer } from "node:net";
import t from "tap";
import { freePorts } from "../../support/free-ports.ts";
import { openServer } from "../../support/open-server.ts";
import { runDoctor } from "../../support/run-moddy.ts";
import { startPairProcesses } from "../../support/start-pair-processes.ts";
import { expectCause } from "./support/expect-cause.ts";

t.test("the doctor names what is wrong on the way to the peer", async (t) => {
  const pair = await startPairProcesses();
  t.teardown(() => pair.close());

  await t.test("a peer's name that does not exist", async (t) => {
    const env = {
      ...pair.environments.bot,
      BACKEND_INTERNAL_URL: `http://website-bakend.railway.internal:${pair.ports.backend}`,
    };
    expectCause(t, "name_unresolved", await runDoctor("bot", env), env);
  });

  await t.test("a peer that is down", async (t) => {
    const [port] = await freePorts(1);
    const env = { ...pair.environments.bot, BACKEND_INTERNAL_URL: `http://[::1]:${port}` };
    expectCause(t, "tcp_refused", await runDoctor("bot", env), env);
  });

  await t.test("a peer that listens in the other family", async (t) => {
    const server = createHttpServer();
    const { port } = await openServer(t, server, "127.0.0.1");
    const env = { ...pair.environments.backend, BOT_INTERNAL_URL: `http://[::1]:${port}` };
    const run = await runDoctor("backend", env);
    expectCause(t, "tcp_wrong_family", run, env);
    t.match(run.first?.cause, /127\.0\.0\.1/);
  });

  await t.test("another web server on the peer's port", async (t) => {
    const server = createHttpServer((_request, response) => response.setHeader("server", "nginx").end("Welcome"));
    const { port } = await openServer(t, server, "::1");
    const env = { ...pair.environments.bot, BACKEND_INTERNAL_URL: `http://[::1]:${port}` };
    expectCause(t, "http_other_service", await runDoctor("bot", env), env);
  });

  await t.test("an unknown program on the peer's port never receives the secret", async (t) => {
    const seen: (string | undefined)[] = [];
    const server = createHttpServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end("{}");
    });
    const { port } = await openServer(t, server, "::1");
    const env = { ...pair.environments.bot, BACKEND_INTERNAL_URL: `http://[::1]:${port}` };
    expectCause(t, "http_other_service", await runDoctor("bot", env), env);
    t.ok(seen.length > 0);
    t.same(
      seen.filter((header) => header !== undefined),
      [],
    );
  });

  await t.test("something on the peer's port that does not speak HTTP", async (t) => {
    const server = createTcpServer((socket) => socket.on("error", () => undefined).end("SSH-2.0-OpenSSH_9.2\r\n"));
    const { port } = await openServer(t, server, "::1");
    const env = { ...pair.environments.bot, BACKEND_INTERNAL_URL: `http://[::1]:${port}` };
    expectCause(t, "http_not_http", await runDoctor("bot", env), env);
  });

  await t.test("a peer that accepts the connection but never answers", async (t) => {
    const server = createTcpServer((socket) => socket.on("error", () => undefined).resume());
    const { port } = await openServer(t, server, "::1");
    const env = { ...pair.environments.bot, BACKEND_INTERNAL_URL: `http://[::1]:${port}` };
    expectCause(t, "http_no_answer", await runDoctor("bot", env), env);
  });

  await t.test("a peer that closes every connection", async (t) => {
    const server = createTcpServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.resetAndDestroy());
    });
    const { port } = await openServer(t, server, "::1");
    const env = { ...pair.environments.bot, BACKEND_INTERNAL_URL: `http://[::1]:${port}` };
    expectCause(t, "http_reset", await runDoctor("bot", env), env);
  });

  await t.test("https where the internal API speaks http", async (t) => {
    const env = { ...pair.environments.bot, BACKEND_INTERNAL_URL: `https://[::1]:${pair.ports.backend}` };
    expectCause(t, "http_tls", await runDoctor("bot", env), env);
  });

  await t.test("the peer's public port in place of the internal one", async (t) => {
    const env = { ...pair.environments.bot, BACKEND_INTERNAL_URL: `http://[::1]:${pair.ports.backendPublic}` };
    expectCause(t, "http_public_port", await runDoctor("bot", env), env);
  });

  await t.test("an address that points to the service itself", async (t) => {
    const env = { ...pair.environments.bot, BACKEND_INTERNAL_URL: `http://[::1]:${pair.ports.bot}` };
    expectCause(t, "http_wrong_service", await runDoctor("bot", env), env);
  });
});
