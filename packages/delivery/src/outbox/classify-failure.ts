import { HttpError, InternalApiError } from "@moddy/internal-api/client";
import type { ErrorCode, Outcome, ServiceName } from "@moddy/schemas";

/** The result of one attempt. */
export interface AttemptResult {
  readonly outcome: Outcome;
  /** The other service was not there: retry as soon as it is back. */
  readonly waitsForPeer: boolean;
  readonly retryAfterSeconds?: number | undefined;
  /** For operators; holds no personal data. */
  readonly detail: string | null;
}

const UNAVAILABLE = { bot: "bot_unavailable", backend: "backend_unavailable" } as const satisfies Record<
  ServiceName,
  Outcome
>;

/** Our error codes that blame the request itself, so that the same request fails again. */
const REJECTED: readonly ErrorCode[] = [
  "invalid_request",
  "idempotency_key_reused",
  "payload_too_large",
  "uri_too_long",
  "unsupported_media_type",
  "headers_too_large",
];

/** A wrong secret is usually one that is being rotated. The health check of the peer needs the same secret. */
const REFUSED: readonly ErrorCode[] = ["missing_authorization", "wrong_secret"];

const UNREACHABLE: readonly string[] = [
  "name_not_resolved",
  "connection_refused",
  "connection_reset",
  "connect_timeout",
  "network_unreachable",
  "deadline_exceeded",
];

function classifyHttpError({ status, body, retryAfterSeconds }: HttpError, peer: ServiceName): AttemptResult {
  const detail = `HTTP ${status}${body ? ` ${body.code}` : ", not from the service itself"}`;
  if (status === 429) return { outcome: "rate_limited", waitsForPeer: false, retryAfterSeconds, detail };
  // Without our error body the answer comes from a proxy, so no status of it is final. Of our own codes, a wrong clock
  // (invalid_signature) and an operation that an older version does not serve yet (not_found) pass with time.
  if (body && REJECTED.includes(body.code)) return { outcome: "rejected", waitsForPeer: false, detail };
  const isRefused = body !== undefined && REFUSED.includes(body.code);
  const waitsForPeer = isRefused || (status === 503 && retryAfterSeconds === undefined);
  return { outcome: UNAVAILABLE[peer], waitsForPeer, retryAfterSeconds, detail };
}

/** What an error of a call means for its delivery. `peer` is the service that was called. */
export function classifyFailure(error: unknown, peer: ServiceName): AttemptResult {
  if (error instanceof HttpError) return classifyHttpError(error, peer);
  if (!(error instanceof InternalApiError)) {
    return { outcome: UNAVAILABLE[peer], waitsForPeer: false, detail: "The call failed in an unexpected way" };
  }
  if (error.code === "invalid_request") {
    return { outcome: "rejected", waitsForPeer: false, detail: "The request is not valid for the operation" };
  }
  return { outcome: UNAVAILABLE[peer], waitsForPeer: UNREACHABLE.includes(error.code), detail: error.code };
}
