import { DeadlineExceededError, HttpError, InternalApiError, UnreachableError } from "@moddy/internal-api/client";
import { ERROR_CODES, ERRORS, type ErrorCode } from "@moddy/schemas";
import t from "tap";
import { classifyFailure } from "../../src/outbox/classify-failure.ts";

const requestId = "req-1";

function httpError(status: number, code?: ErrorCode, retryAfterSeconds?: number): HttpError {
  const body = code && { error: "A sentence.", code, request_id: requestId, retryable: ERRORS[code].retryable };
  return new HttpError("failed", { status, body, retryAfterSeconds, retryable: false, requestId });
}

t.test("an HTTP answer without our error body is never final", async (t) => {
  for (let status = 300; status < 600; status++) {
    if (status === 429 || status === 503) continue;
    t.strictSame(classifyFailure(httpError(status), "bot"), {
      outcome: "bot_unavailable",
      waitsForPeer: false,
      retryAfterSeconds: undefined,
      detail: `HTTP ${status}, not from the service itself`,
    });
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
    detail: "HTTP 400 invalid_request",
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
  t.strictSame(fail("invalid_reply"), { outcome: "bot_unavailable", waitsForPeer: false, detail: "invalid_reply" });
  t.strictSame(fail("client_closed"), { outcome: "bot_unavailable", waitsForPeer: false, detail: "client_closed" });
  t.strictSame(classifyFailure(new Error("a bug"), "bot"), {
    outcome: "bot_unavailable",
    waitsForPeer: false,
    detail: "The call failed in an unexpected way",
  });
});
