import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { CallContext } from "@moddy/internal-api/server";
import { ERRORS, type ErrorCode } from "@moddy/schemas";
import t from "tap";
import { until } from "../../../test/support/until.ts";
import { notify, roles, startSender, userId } from "./support/sender.ts";

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

async function startPair(t: { teardown(close: () => Promise<unknown>): void }, answers: readonly Answer[]) {
  const proxy = await startProxy(answers);
  const sender = await startSender(proxy.port);
  t.teardown(async () => {
    await sender.close();
    await proxy.close();
  });
  const id = await sender.enqueue(notify(userId(1)));
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
    failed.map(({ detail }) => detail),
    answers.map(({ status }) => `HTTP ${status}, not from the service itself`),
  );
});

t.test("a proxy's 200 that is no reply of the operation is retried", async (t) => {
  const pages = ["", "<html>Maintenance</html>", "{}"].map((body) => ({ status: 200, body }));
  const { sender, show } = await startPair(t, [...pages, OK]);
  await sender.until("succeeded", 1);
  const log = (await show()).delivery?.attempt_log ?? [];
  t.strictSame(
    log.map(({ outcome, detail }) => [outcome, detail]),
    [...pages.map(() => ["bot_unavailable", "invalid_reply"]), ["delivered", null]],
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
    t.match(delivery?.attempt_log, [{ detail: `HTTP ${ERRORS[code].status} ${code}` }]);
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

t.test("a reply without an outcome counts by its success", async (t) => {
  const reply = { message: "", roles_updated: true };
  const proxy = await startProxy([
    { status: 200, body: JSON.stringify({ ...reply, success: true }) },
    { status: 200, body: JSON.stringify({ ...reply, success: false }) },
  ]);
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
    ["rejected", "delivered"],
  );
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
  t.match(found.delivery?.attempt_log, [{ outcome: "rejected", detail: "The request is not valid for the operation" }]);
});
