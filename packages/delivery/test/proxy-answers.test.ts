import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { CallContext } from "@moddy/internal-api/server";
import { ERRORS, type ErrorCode } from "@moddy/schemas";
import t from "tap";
import { until } from "../../../test/support/until.ts";
import { MOST_UNEXPLAINED, UNEXPLAINED_NO } from "../src/outbox/classify-reply.ts";
import { notify, roles, type Sender, startSender, userId } from "./support/sender.ts";

interface Answer {
  readonly status: number;
  readonly body: string;
}

const DELIVERED = { success: true, message: "", notification_sent: true, outcome: "delivered" };
const OK: Answer = { status: 200, body: JSON.stringify(DELIVERED) };

/** An answer with the error body of the contract. */
function ownError(code: ErrorCode): Answer {
  const { status, retryable } = ERRORS[code];
  return { status, body: JSON.stringify({ error: "A sentence.", code, request_id: "peer-1", retryable }) };
}

/** Answers each call with the next of these; the last one holds. */
async function startProxy(answers: readonly Answer[]) {
  let calls = 0;
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      if (request.method === "GET") {
        const health = { status: "healthy", service: "discord-bot", version: "0.0.0" };
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(health));
        return;
      }
      const answer = answers[Math.min(calls, answers.length - 1)] ?? OK;
      calls += 1;
      response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, close: () => new Promise((done) => server.close(done)) };
}

type Teardown = { teardown(close: () => Promise<unknown>): void };

const startRoles = (t: Teardown, answers: readonly Answer[]) => startPair(t, answers, roles(userId(1), 1));

async function startPair(
  t: Teardown,
  answers: readonly Answer[],
  sent: Parameters<Sender["enqueue"]>[0] = notify(userId(1)),
) {
  const proxy = await startProxy(answers);
  const sender = await startSender(proxy.port);
  t.teardown(async () => {
    await sender.close();
    await proxy.close();
  });
  const id = await sender.enqueue(sent);
  const show = () => sender.outbox.handlers.deliveriesShow({ delivery_id: id }, {} as CallContext);
  return { sender, show };
}

t.test("an answer of a proxy is retried, whatever its status", async (t) => {
  const statuses = [
    201, 302, 400, 401, 403, 404, 405, 408, 409, 411, 413, 414, 415, 418, 422, 425, 426, 431, 451, 500, 502,
  ];
  const bodies = ["", "<html><body>Bad request</body></html>", '{"error":"nope","code":"invalid_request"}', "null"];
  const answers = statuses.flatMap((status) => bodies.map((body) => ({ status, body })));
  const { sender, show } = await startPair(t, [...answers, OK]);
  await sender.until("succeeded", 1);
  const log = (await show()).delivery?.attempt_log ?? [];
  const failed = log.slice(0, -1);
  t.strictSame([...new Set(failed.map(({ outcome }) => outcome))], ["bot_unavailable"]);
  // A refused secret is sent a second time only where there is a previous one, so each answer is one attempt.
  t.strictSame(
    failed.map(
      ({ detail }) =>
        /^HTTP (\d+)(?:, not from the service itself$|\. .* may be that of a proxy)/.exec(detail ?? "")?.[1],
    ),
    answers.map(({ status }) => String(status)),
  );
});

t.test("a proxy's 200 that is no reply of the operation is retried", async (t) => {
  const pages = ["", "<html>Maintenance</html>", "{}"].map((body) => ({ status: 200, body }));
  const { sender, show } = await startPair(t, [...pages, OK]);
  await sender.until("succeeded", 1);
  const log = (await show()).delivery?.attempt_log ?? [];
  t.strictSame(
    log.map(({ outcome, detail }) => [outcome, detail]),
    [
      ...["the body", "the body", "success, message, notification_sent"].map((fields) => [
        "bot_unavailable",
        `The bot's reply is not the operation's (${fields}): it is another version, or BOT_INTERNAL_URL names another ` +
          "address. Tried again.",
      ]),
      ["delivered", null],
    ],
  );
});

t.test("our own codes that blame the request are final", async (t) => {
  const codes: ErrorCode[] = [
    "invalid_request",
    "idempotency_key_reused",
    "payload_too_large",
    "uri_too_long",
    "unsupported_media_type",
    "headers_too_large",
  ];
  for (const code of codes) {
    const { sender, show } = await startPair(t, [ownError(code), OK]);
    await sender.until("dead", 1);
    const { delivery } = await show();
    t.match(delivery, { outcome: "rejected", attempts: 1 }, code);
    t.match(delivery?.attempt_log, [
      { detail: new RegExp(`^HTTP ${ERRORS[code].status} ${code}\\. .* refuses the request`) },
    ]);
  }
});

t.test("our own codes that pass with time are retried", async (t) => {
  const codes: ErrorCode[] = [
    "missing_authorization",
    "invalid_signature",
    "wrong_secret",
    "not_found",
    "method_not_allowed",
    "request_timeout",
    "internal_error",
    "unavailable",
  ];
  const { sender, show } = await startPair(t, [...codes.map(ownError), ownError("rate_limited"), OK]);
  await sender.until("succeeded", 1);
  const log = (await show()).delivery?.attempt_log ?? [];
  t.strictSame(
    log.map(({ outcome }) => outcome),
    [...codes.map(() => "bot_unavailable"), "rate_limited", "delivered"],
  );
});

/** Without an outcome, as services write it that are not ours. */
const plain = (updated: boolean, message: string): Answer => ({
  status: 200,
  body: JSON.stringify({ success: true, message, roles_updated: updated, guild_id: null, outcome: null }),
});

t.test("without an outcome an explicit no is a no, and its sentence says which", async (t) => {
  const proxy = await startProxy([plain(true, "Done"), plain(false, "Member not in guild")]);
  const sender = await startSender(proxy.port);
  t.teardown(async () => {
    await sender.close();
    await proxy.close();
  });
  await sender.enqueue(roles(userId(1), 1));
  await sender.until("succeeded", 1);
  await sender.enqueue(roles(userId(2), 1));
  await sender.until("dead", 1);
  const list = await sender.outbox.handlers.deliveriesList({ limit: 2 }, {} as CallContext);
  t.strictSame(
    list.deliveries.map(({ outcome }) => outcome),
    ["not_member", "delivered"],
  );
});

t.test("a no without a known reason is asked again, and the user's next delivery goes on", async (t) => {
  const no = plain(false, "Ada Lovelace is not a fan");
  const { sender, show } = await startRoles(t, [
    ...Array.from({ length: MOST_UNEXPLAINED - 1 }, () => no),
    plain(true, "Done"),
  ]);
  await sender.until("succeeded", 1);
  const { delivery } = await show();
  t.equal(delivery?.attempts, MOST_UNEXPLAINED);
  t.notMatch(JSON.stringify(delivery), "Lovelace");
  t.match(delivery?.attempt_log[0], { outcome: "bot_unavailable", detail: UNEXPLAINED_NO });
});

t.test("a no that never gets a known reason ends as rejected", async (t) => {
  const { sender, show } = await startRoles(t, [plain(false, "No idea")]);
  await sender.until("dead", 1);
  t.match((await show()).delivery, { outcome: "rejected", attempts: MOST_UNEXPLAINED });
});

t.test("a service in FastAPI that refuses a field ends it; whatever else it refuses is tried again", async (t) => {
  const detail = (...loc: string[]) => ({ detail: [{ type: "missing", loc, msg: "Field required", input: "Ada" }] });
  const answers = [
    { status: 403, body: { detail: "Not authenticated" } },
    { status: 404, body: { detail: "Not Found" } },
    { status: 422, body: detail("header", "x-token") },
    { status: 422, body: { detail: "Ada cannot be processed" } },
    { status: 422, body: detail("body", "plan") },
  ].map(({ status, body }) => ({ status, body: JSON.stringify(body) }));
  const { sender, show } = await startRoles(t, answers);
  await sender.until("dead", 1);
  const { delivery } = await show();
  t.match(delivery, { outcome: "rejected", attempts: answers.length });
  const details = delivery?.attempt_log.map((attempt) => attempt.detail) ?? [];
  t.match(details, [
    /INTERNAL_API_SECRET/,
    /does not serve/,
    /HTTP 422.*Tried again/,
    /HTTP 422.*Tried again/,
    /\(plan\).*Dead/,
  ]);
  t.notMatch(JSON.stringify(details), "Ada");
});

t.test("a request that the contract does not allow ends as rejected", async (t) => {
  const proxy = await startProxy([OK]);
  const sender = await startSender(proxy.port);
  t.teardown(async () => {
    await sender.close();
    await proxy.close();
  });
  await sender.enqueue({ ...notify(userId(1)), request: { discord_id: "not an id", action: "plan_upgraded" } });
  await until("it is dead", async () => (await sender.outbox.health()).dead === 1);
  const { deliveries } = await sender.outbox.handlers.deliveriesList({ limit: 1 }, {} as CallContext);
  const found = await sender.outbox.handlers.deliveriesShow(
    { delivery_id: deliveries[0]?.delivery_id ?? "" },
    {} as CallContext,
  );
  t.match(found.delivery?.attempt_log, [
    { outcome: "rejected", detail: "The request is not valid for the operation: discord_id" },
  ]);
});
