import {
  type ClientErrorCode,
  explainFailure,
  failureKind,
  HttpError,
  InternalApiError,
} from "@moddy/internal-api/client";
import { ERROR_CODES, ERRORS, type ErrorCode } from "@moddy/schemas";
import t from "tap";

const facts = { retryable: false, requestId: "req-1", retryAfterSeconds: undefined };

const own = (code: ErrorCode, fields?: string[]) =>
  new HttpError("failed", {
    ...facts,
    status: ERRORS[code].status,
    body: { error: "Ada.", code, request_id: "req-1", retryable: false },
    ...(fields && { fields }),
  });

const other = (status: number, isForeign: boolean) =>
  new HttpError("failed", { ...facts, status, body: undefined, isForeign });

const client = (code: ClientErrorCode, fields?: string[]) =>
  new InternalApiError("failed", { ...facts, code, ...(fields && { fields }) });

t.test("each of our error codes has its kind", async (t) => {
  t.strictSame(Object.fromEntries(ERROR_CODES.map((code) => [code, failureKind(own(code))])), {
    invalid_request: "request_refused",
    missing_authorization: "secret_refused",
    invalid_signature: "signature_refused",
    wrong_secret: "secret_refused",
    not_found: "not_served",
    method_not_allowed: "not_served",
    request_timeout: "failed",
    idempotency_key_reused: "request_refused",
    payload_too_large: "request_refused",
    uri_too_long: "request_refused",
    unsupported_media_type: "request_refused",
    rate_limited: "busy",
    headers_too_large: "request_refused",
    internal_error: "failed",
    unavailable: "failed",
  });
});

t.test("401, 403, 404, 422 and a port without a listener are told apart", async (t) => {
  const say = (error: InternalApiError) => explainFailure(error, "bot");
  t.equal(say(own("wrong_secret")), "The bot refuses the secret: INTERNAL_API_SECRET is not the same on both sides.");
  t.equal(say(other(401, true)), say(own("wrong_secret")));
  t.equal(say(other(403, true)), say(own("wrong_secret")));
  t.match(say(own("invalid_signature")), /signature: the clocks differ/);
  t.match(say(other(404, true)), /does not serve this operation.* BOT_INTERNAL_URL names another port/);
  t.match(explainFailure(own("not_found"), "backend"), /^The backend does not serve.* BACKEND_INTERNAL_URL/);
  t.match(say(own("invalid_request", ["plan"])), /refuses the request \(plan\): .* versions of the contract/);
  t.match(say(client("invalid_reply", ["guild_id"])), /reply is not the operation's \(guild_id\)/);
  t.match(say(client("invalid_request", ["plan"])), /refuses the request \(plan\)/);
  t.match(say(client("connection_refused")), /cannot be reached: the connection was refused\. Check that the bot runs/);
  t.equal(say(client("client_closed")), "The bot cannot be reached: the client is closed.");
  t.equal(say(own("rate_limited")), "The bot has too many calls.");
  t.equal(say(own("internal_error")), "The bot failed.");
});

t.test("an answer that the service did not write says so, and no sentence repeats what a service wrote", async (t) => {
  t.match(
    explainFailure(other(403, false), "bot"),
    /refuses the secret.* The answer \(403\) may be that of a proxy in between\.$/,
  );
  t.notMatch(explainFailure(other(403, true), "bot"), /proxy/);
  for (const code of ERROR_CODES) t.notMatch(explainFailure(own(code), "bot"), /Ada|proxy/);
});
