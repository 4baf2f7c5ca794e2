import { HttpError, InternalApiError } from "@moddy/internal-api/client";
import type { ErrorBody, Outcome, ServiceName } from "@moddy/schemas";

/** What an attempt came to. */
export interface Verdict {
  readonly outcome: Outcome;
  /** The peer was not there: try again as soon as it is. */
  readonly waitsForPeer: boolean;
  readonly retryAfterSeconds?: number | undefined;
  /** For people; holds no personal data. */
  readonly detail: string | null;
}

const UNAVAILABLE = { bot: "bot_unavailable", backend: "backend_unavailable" } as const satisfies Record<
  ServiceName,
  Outcome
>;

/** These say that the request is wrong, so sending the same again is no use. */
const REJECTED: readonly number[] = [400, 409, 413, 414, 415, 431];

/** A secret that does not fit is one that is being rotated; the look at the peer's health needs it too. */
const REFUSED: readonly ErrorBody["code"][] = ["missing_authorization", "wrong_secret"];

const UNREACHABLE: readonly string[] = [
  "name_not_resolved",
  "connection_refused",
  "connection_reset",
  "connect_timeout",
  "network_unreachable",
  "deadline_exceeded",
];

function judgeStatus(error: HttpError, peer: ServiceName): Verdict {
  const { status, body, retryAfterSeconds } = error;
  const detail = `HTTP ${status}${body ? ` ${body.code}` : ", not from the service itself"}`;
  if (status === 429) return { outcome: "rate_limited", waitsForPeer: false, retryAfterSeconds, detail };
  // An answer without the contract's body comes from a proxy, and passes; so do a clock that is off (401), and an
  // operation that an older version does not serve yet (404, 405).
  if (body && REJECTED.includes(status ?? 0)) return { outcome: "rejected", waitsForPeer: false, detail };
  const isRefused = body !== undefined && REFUSED.includes(body.code);
  const waitsForPeer = isRefused || (status === 503 && retryAfterSeconds === undefined);
  return { outcome: UNAVAILABLE[peer], waitsForPeer, retryAfterSeconds, detail };
}

/** What a call that threw means for its delivery. `peer` is the service that was called. */
export function judgeFailure(error: unknown, peer: ServiceName): Verdict {
  if (error instanceof HttpError) return judgeStatus(error, peer);
  if (!(error instanceof InternalApiError)) {
    return { outcome: UNAVAILABLE[peer], waitsForPeer: false, detail: "The call failed in an unexpected way" };
  }
  if (error.code === "invalid_request") {
    return { outcome: "rejected", waitsForPeer: false, detail: "The request is not valid for the operation" };
  }
  return { outcome: UNAVAILABLE[peer], waitsForPeer: UNREACHABLE.includes(error.code), detail: error.code };
}
