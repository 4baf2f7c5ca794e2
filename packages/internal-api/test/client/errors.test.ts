import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import {
  CallAbortedError,
  DeadlineExceededError,
  HttpError,
  type InternalApiError,
  InvalidReplyError,
  InvalidRequestError,
  UnreachableError,
} from "@moddy/internal-api/client";
import t, { type Test } from "tap";
import { failureOf } from "../support/failure-of.ts";
import { answer, clientOf, errorAnswer, HEALTHY, startPeer } from "../support/start-peer.ts";
import { DISCORD_ID, SECRET } from "../support/start-server.ts";

function check(t: Test, error: InternalApiError, expected: { address: string } & Record<string, unknown>): void {
  const { address, ...facts } = expected;
  t.match(error, facts);
  t.ok(error.message.startsWith(`backend → bot at ${address}: `), error.message);
  t.notMatch(`${error.message} ${JSON.stringify(error)}`, SECRET);
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen({ host: "::1", port: 0 }, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const once = { retry: false };

t.test("a name that does not resolve", async (t) => {
  const failing = Object.assign(new Error("not found"), { code: "ENOTFOUND" });
  const client = clientOf(t, "http://bot.internal:3000", { lookup: (_name, _options, done) => done(failing, "") });
  const error = await failureOf(client.call("health", undefined, once));
  t.ok(error instanceof UnreachableError);
  check(t, error, {
    address: "bot.internal:3000",
    code: "name_not_resolved",
    retryable: true,
    message: /BOT_INTERNAL_URL/,
  });
});

t.test("a port without a listener", async (t) => {
  const port = await closedPort();
  const error = await failureOf(clientOf(t, `http://[::1]:${port}`).call("health", undefined, once));
  t.ok(error instanceof UnreachableError);
  check(t, error, { address: `[::1]:${port}`, code: "connection_refused", retryable: true, message: /INTERNAL_PORT/ });
});

t.test("a connection that cannot be opened", async (t) => {
  const client = clientOf(t, "http://bot.internal:3000", { lookup: () => {}, connectTimeoutMs: 50 });
  const error = await failureOf(client.call("health", undefined, once));
  check(t, error, { address: "bot.internal:3000", code: "connect_timeout", retryable: true });
});

t.test("a connection that breaks", async (t) => {
  const { url, port } = await startPeer(t, [(response) => response.socket?.destroy()]);
  const error = await failureOf(clientOf(t, url).call("health", undefined, once));
  t.ok(error instanceof UnreachableError);
  check(t, error, { address: `[::1]:${port}`, code: "connection_reset", retryable: true });
});

t.test("a reply that breaks off", async (t) => {
  const { url, port } = await startPeer(t, [
    (response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("{", () => response.socket?.destroy());
    },
  ]);
  const error = await failureOf(clientOf(t, url).call("health", undefined, once));
  check(t, error, { address: `[::1]:${port}`, retryable: true });
  t.match(error.code, /connection_reset|invalid_reply/);
});

t.test("no reply within the deadline", async (t) => {
  const { url, port } = await startPeer(t, [() => {}]);
  const error = await failureOf(clientOf(t, url).call("health", undefined, { deadlineMs: 50 }));
  t.ok(error instanceof DeadlineExceededError);
  check(t, error, { address: `[::1]:${port}`, code: "deadline_exceeded", retryable: true });
});

t.test("a body that is still arriving at the deadline", async (t) => {
  const { url } = await startPeer(t, [(response) => response.writeHead(200).write("{")]);
  const error = await failureOf(clientOf(t, url).call("health", undefined, { deadlineMs: 100 }));
  t.equal(error.code, "deadline_exceeded");
});

t.test("an error of the service, with its body", async (t) => {
  const { url, port } = await startPeer(t, [errorAnswer(403, "wrong_secret", false)]);
  const error = await failureOf(clientOf(t, url).call("health", undefined));
  t.ok(error instanceof HttpError);
  const body = { code: "wrong_secret", request_id: "peer-1" };
  check(t, error, { address: `[::1]:${port}`, code: "http_error", status: 403, retryable: false, body });
  t.match(error.message, /wrong_secret: A sentence.*INTERNAL_API_SECRET/);
});

t.test("an error of something other than the service", async (t) => {
  for (const [status, retryable] of [
    [502, true],
    [404, false],
    [429, true],
    [302, false],
  ] as const) {
    const { url, port } = await startPeer(t, [answer(status, "<html>proxy</html>", { "retry-after": "3" })]);
    const error = await failureOf(clientOf(t, url).call("health", undefined, once));
    check(t, error, { address: `[::1]:${port}`, status, retryable, body: undefined, retryAfterSeconds: 3 });
    t.notMatch(error.message, "proxy");
  }
});

t.test("a reply that does not match the operation", async (t) => {
  const bodies: [body: unknown, said: string][] = [
    ["<html>", "the body"],
    ["", "the body"],
    [{ ...HEALTHY, service: "website-backend" }, "service"],
    [{ status: "healthy", service: "discord-bot" }, "version"],
    [{ ...HEALTHY, version: "x".repeat(5000) }, "does not match the contract"],
  ];
  for (const [body, said] of bodies) {
    const { url, port } = await startPeer(t, [answer(200, body)]);
    const error = await failureOf(clientOf(t, url, { maxReplyBytes: 1000 }).call("health", undefined));
    t.ok(error instanceof InvalidReplyError);
    check(t, error, { address: `[::1]:${port}`, code: "invalid_reply", message: said });
  }
});

t.test("a reply that is not HTTP", async (t) => {
  const server = createServer((socket) => socket.end("220 mail.example.com ESMTP\r\n"));
  await new Promise<void>((resolve) => server.listen({ host: "::1", port: 0 }, resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const error = await failureOf(clientOf(t, `http://[::1]:${port}`).call("health", undefined));
  check(t, error, { address: `[::1]:${port}`, code: "invalid_reply" });
});

t.test("an error in FastAPI's form: its kind, and the names of fields alone", async (t) => {
  const detail = (...locs: (string | number)[][]) => ({
    detail: locs.map((loc) => ({ type: "string_type", loc, msg: "Ada", input: "Ada" })),
  });
  const cases: [status: number, body: unknown, fields: string[], message: RegExp][] = [
    [
      403,
      { detail: "Ada is not authenticated" },
      [],
      /403 \(from a service that is not Moddy's\).*INTERNAL_API_SECRET/,
    ],
    [404, { detail: "Not Found" }, [], /404 \(from a service that is not Moddy's\)/],
    [
      422,
      detail(["body", "plan"], ["body", "plan"], ["body", "add_roles", 3]),
      ["plan", "add_roles"],
      /it refuses plan, add_r/,
    ],
    [422, detail(["body", 17]), [], /422/],
    [422, detail(["body", "159985870458322944"]), [], /422/],
    [422, detail(["body", "plan"], ["header", "x-token"]), [], /422/],
    [422, { detail: { reason: "Ada" } }, [], /422/],
  ];
  for (const [status, body, fields, message] of cases) {
    const { url } = await startPeer(t, [answer(status, body)]);
    const error = await failureOf(clientOf(t, url).call("health", undefined, once));
    t.match(error, { status, body: undefined, isForeign: true, fields, message });
    t.strictSame(error.fields, fields);
    t.notMatch(error.message, "Ada");
  }
  const { url } = await startPeer(t, [answer(422, { detail: [] })]);
  t.match(await failureOf(clientOf(t, url).call("health", undefined, once)), { isForeign: false, fields: [] });
});

t.test("the previous secret is sent after any refusal of the first, a 401 of another service included", async (t) => {
  const previousSecret = "the-secret-from-before-the-rotation-1";
  const sent = async (...answers: Parameters<typeof startPeer>[1]) => {
    const { url, got } = await startPeer(t, [...answers, answer(200, HEALTHY)]);
    await clientOf(t, url, { previousSecret })
      .call("health", undefined, once)
      .catch(() => undefined);
    return got.map(({ headers }) => headers.authorization?.replace("Bearer ", ""));
  };
  t.strictSame(await sent(answer(401, { detail: "Invalid token" })), [SECRET, previousSecret]);
  t.strictSame(await sent(answer(403, { detail: "Not authenticated" })), [SECRET, previousSecret]);
  t.strictSame(await sent(errorAnswer(403, "wrong_secret", false)), [SECRET, previousSecret]);
  t.strictSame(
    await sent(errorAnswer(401, "invalid_signature", false)),
    [SECRET],
    "that is not about the secret alone",
  );
  t.strictSame(await sent(answer(404, { detail: "Not Found" })), [SECRET]);
});

t.test("a null that does not fit counts as left out, and only such a one", async (t) => {
  const reply = { success: true, message: "OK", roles_updated: true };
  const request = { discord_id: DISCORD_ID, plan: "premium" };
  const { url } = await startPeer(t, [
    answer(200, { ...reply, guild_id: null, outcome: null, added: null }),
    answer(200, { ...reply, roles_updated: null, outcome: null }),
    answer(200, { ...HEALTHY, version: null }),
  ]);
  const client = clientOf(t, url);
  t.strictSame(await client.call("rolesUpdate", request), reply);
  const error = await failureOf(client.call("rolesUpdate", request, once));
  t.match(error, { code: "invalid_reply", fields: ["roles_updated"] });
  t.match(await failureOf(client.call("health", undefined, once)), { fields: ["version"] });
});

t.test("a reply may have new fields", async (t) => {
  const { url } = await startPeer(t, [answer(200, { ...HEALTHY, later: true })]);
  t.strictSame(await clientOf(t, url).call("health", undefined), HEALTHY);
});

t.test("a call that its caller aborts, before and while it runs", async (t) => {
  const { url, port } = await startPeer(t, [() => controller.abort()]);
  const controller = new AbortController();
  const client = clientOf(t, url);
  const running = await failureOf(client.call("health", undefined, { signal: controller.signal }));
  t.ok(running instanceof CallAbortedError);
  check(t, running, { address: `[::1]:${port}`, code: "aborted", retryable: false });
  t.match(await failureOf(client.call("health", undefined, { signal: controller.signal })), { code: "aborted" });
});

t.test("an invalid request is not sent", async (t) => {
  const { url, got } = await startPeer(t, [answer(200, HEALTHY)]);
  const client = clientOf(t, url);
  const request = { discord_id: "canary", action: "plan_upgraded" } as const;
  const error = await failureOf(client.call("notify", request));
  t.ok(error instanceof InvalidRequestError);
  t.match(error, { code: "invalid_request", retryable: false, message: /discord_id: must be a Discord id/ });
  t.notMatch(error.message, "canary");
  const fitting = { ...request, discord_id: DISCORD_ID };
  t.match(await failureOf(client.call("notify", fitting, { idempotencyKey: "a b" })), { code: "invalid_request" });
  t.equal(got.length, 0);
});

t.test("a base address must be a host and a port only", async (t) => {
  for (const url of ["", "bot:3000", "ftp://bot", "http://u:p@bot", "http://bot/path", "http://bot?x=1"]) {
    t.throws(() => clientOf(t, url), TypeError, url);
  }
});
