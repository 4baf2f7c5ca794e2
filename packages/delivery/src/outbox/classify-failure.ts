import { explainFailure, failureKind, HttpError, InternalApiError } from "@moddy/internal-api/client";
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

/** The outcome while a service is not there, or does not do what it is asked. */
export const UNAVAILABLE = { bot: "bot_unavailable", backend: "backend_unavailable" } as const satisfies Record<
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

/**
 * Whether the service itself says that the request is wrong. Without our error body the answer may come from a proxy, so no
 * status of it is final, except a 422 that names fields of our request as FastAPI does: only a service that read it can.
 * Of our own codes, a wrong clock (invalid_signature) and an operation that an older version does not serve yet (not_found)
 * pass with time.
 */
function isRejected({ status, body, isForeign, fields }: HttpError): boolean {
  return body ? REJECTED.includes(body.code) : isForeign && status === 422 && fields.length > 0;
}

function detailOf(error: HttpError, peer: ServiceName): string {
  const { status, body } = error;
  const short = `HTTP ${status}${body ? ` ${body.code}` : ""}`;
  const isPlain = failureKind(error) === "failed" || failureKind(error) === "busy";
  if (isPlain) return body || error.isForeign ? short : `${short}, not from the service itself`;
  const next = isRejected(error) ? "Dead until it is retried by hand." : "Tried again.";
  return `${short}. ${explainFailure(error, peer)} ${next}`;
}

function classifyHttpError(error: HttpError, peer: ServiceName): AttemptResult {
  const { status, body, retryAfterSeconds } = error;
  const detail = detailOf(error, peer);
  if (status === 429) return { outcome: "rate_limited", waitsForPeer: false, retryAfterSeconds, detail };
  if (isRejected(error)) return { outcome: "rejected", waitsForPeer: false, detail };
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
    const fields = error.fields.length > 0 ? `: ${error.fields.join(", ")}` : "";
    return { outcome: "rejected", waitsForPeer: false, detail: `The request is not valid for the operation${fields}` };
  }
  const detail = error.code === "invalid_reply" ? `${explainFailure(error, peer)} Tried again.` : error.code;
  return { outcome: UNAVAILABLE[peer], waitsForPeer: UNREACHABLE.includes(error.code), detail };
}
