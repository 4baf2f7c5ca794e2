import { DeadlineExceededError, HttpError, InternalApiError, UnreachableError } from "@moddy/internal-api/client";
import { ERROR_CODES, ERRORS, type ErrorCode } from "@moddy/schemas";
import t from "tap";
import { classifyFailure } from "../../src/outbox/classify-failure.ts";

const requestId = "req-1";

/** An error as a service in FastAPI words it. */
function foreignError(status: number, fields: string[] = []): HttpError {
  const facts = { status, body: undefined, isForeign: true, fields, retryAfterSeconds: undefined };
  return new HttpError("failed", { ...facts, retryable: false, requestId });
}

function httpError(status: number, code?: ErrorCode, retryAfterSeconds?: number): HttpError {
  const body = code && { error: "A sentence.", code, request_id: requestId, retryable: ERRORS[code].retryable };
  return new HttpError("failed", { status, body, retryAfterSeconds, retryable: false, requestId });
}

t.test("an HTTP answer without our error body is never final", async (t) => {
  for (let status = 300; status < 600; status++) {
    if (status === 429 || status === 503) continue;
    const { detail, ...facts } = classifyFailure(httpError(status), "bot");
    t.strictSame(facts, { outcome: "bot_unavailable", waitsForPeer: false, retryAfterSeconds: undefined });
    const isExplained = [401, 403, 404, 405, 422].includes(status);
    t.match(detail, isExplained ? `HTTP ${status}. The bot` : `HTTP ${status}, not from the service itself`);
    if (isExplained) t.match(detail, /may be that of a proxy in between\. Tried again\.$/);
  }
});

t.test("of our own codes, those that blame the request are final", async (t) => {
  const final = ERROR_CODES.filter(
    (code) => classifyFailure(httpError(ERRORS[code].status, code), "bot").outcome === "rejected",
  );
  t.strictSame(final, [
    "invalid_request",
    "idempotency_key_reused",
    "payload_too_large",
    "uri_too_long",
    "unsupported_media_type",
    "headers_too_large",
  ]);
  t.strictSame(classifyFailure(httpError(400, "invalid_request"), "bot"), {
    outcome: "rejected",
    waitsForPeer: false,
    detail:
      "HTTP 400 invalid_request. The bot refuses the request: the two services run different versions of the contract. " +
      "Dead until it is retried by hand.",
  });
});

t.test("a refused secret and a service that is not ready wait for the peer", async (t) => {
  const waits = ERROR_CODES.filter((code) => classifyFailure(httpError(ERRORS[code].status, code), "bot").waitsForPeer);
  t.strictSame(waits, ["missing_authorization", "wrong_secret", "unavailable"]);
  t.match(classifyFailure(httpError(503), "backend"), { outcome: "backend_unavailable", waitsForPeer: true });
  t.match(classifyFailure(httpError(503, "unavailable", 7), "backend"), {
    outcome: "backend_unavailable",
    waitsForPeer: false,
    retryAfterSeconds: 7,
    detail: "HTTP 503 unavailable",
  });
});

t.test("429 keeps its Retry-After", async (t) => {
  t.strictSame(classifyFailure(httpError(429, "rate_limited", 3), "bot"), {
    outcome: "rate_limited",
    waitsForPeer: false,
    retryAfterSeconds: 3,
    detail: "HTTP 429 rate_limited",
  });
  t.match(classifyFailure(httpError(429), "bot"), {
    outcome: "rate_limited",
    detail: "HTTP 429, not from the service itself",
  });
});

t.test("a peer that was not reached is waited for", async (t) => {
  const codes = [
    "name_not_resolved",
    "connection_refused",
    "connection_reset",
    "connect_timeout",
    "network_unreachable",
  ] as const;
  for (const code of codes) {
    const error = new UnreachableError("failed", { code, retryable: true, requestId });
    t.strictSame(classifyFailure(error, "bot"), { outcome: "bot_unavailable", waitsForPeer: true, detail: code });
  }
  const late = new DeadlineExceededError("failed", { code: "deadline_exceeded", retryable: true, requestId });
  t.strictSame(classifyFailure(late, "backend"), {
    outcome: "backend_unavailable",
    waitsForPeer: true,
    detail: "deadline_exceeded",
  });
});

t.test("other failures of the client", async (t) => {
  const fail = (code: "invalid_request" | "invalid_reply" | "client_closed") =>
    classifyFailure(new InternalApiError("failed", { code, retryable: false, requestId }), "bot");
  t.strictSame(fail("invalid_request"), {
    outcome: "rejected",
    waitsForPeer: false,
    detail: "The request is not valid for the operation",
  });
  t.match(fail("invalid_reply"), {
    outcome: "bot_unavailable",
    waitsForPeer: false,
    detail: /^The bot's reply is not the operation's: .* BOT_INTERNAL_URL .* Tried again\.$/,
  });
  t.strictSame(fail("client_closed"), { outcome: "bot_unavailable", waitsForPeer: false, detail: "client_closed" });
  t.strictSame(classifyFailure(new Error("a bug"), "bot"), {
    outcome: "bot_unavailable",
    waitsForPeer: false,
    detail: "The call failed in an unexpected way",
  });
});

t.test("a service that is not ours: what its status says, and how the delivery goes on", async (t) => {
  const said = (status: number, fields?: string[]) => classifyFailure(foreignError(status, fields), "bot");
  for (const [status, words] of [
    [401, /^HTTP 401\. The bot refuses the secret: INTERNAL_API_SECRET is not the same on both sides\. Tried again\.$/],
    [403, /^HTTP 403\. The bot refuses the secret: INTERNAL_API_SECRET/],
    [404, /^HTTP 404\. The bot does not serve this operation: .* BOT_INTERNAL_URL names another port/],
    [422, /^HTTP 422\. The bot refuses the request: .* Tried again\.$/],
    [500, /^HTTP 500$/],
  ] as const) {
    t.match(said(status), { outcome: "bot_unavailable", waitsForPeer: false, detail: words });
  }
  t.match(said(422, ["plan", "add_roles"]), {
    outcome: "rejected",
    detail: /^HTTP 422\. The bot refuses the request \(plan, add_roles\): .* Dead until it is retried by hand\.$/,
  });
  t.equal(said(400, ["plan"]).outcome, "bot_unavailable", "only a 422 is FastAPI's own");
  t.match(classifyFailure(foreignError(404), "backend").detail, /The backend .* BACKEND_INTERNAL_URL/);
});
