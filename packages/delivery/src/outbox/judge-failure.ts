import { HttpError, InternalApiError } from "@moddy/internal-api/client";
import type { Outcome, ServiceName } from "@moddy/schemas";

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

/** These say that the request, the secret or the version is wrong, so sending the same again is no use. */
const REJECTED: readonly number[] = [400, 401, 403, 404, 405, 409, 413, 414, 415, 431];

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
  // A signature fails when a clock is off, and an answer without the contract's body comes from a proxy: both pass.
  const passing = body === undefined || body.code === "invalid_signature";
  if (REJECTED.includes(status ?? 0) && !passing) return { outcome: "rejected", waitsForPeer: false, detail };
  const waitsForPeer = status === 503 && retryAfterSeconds === undefined;
  return { outcome: UNAVAILABLE[peer], waitsForPeer, retryAfterSeconds, detail };
}

/** What a call that threw means for its delivery. `peer` is the service that was called. */
export function judgeFailure(error: unknown, peer: ServiceName): Verdict {
  if (error instanceof HttpError) return judgeStatus(error, peer);
  if (!(error instanceof InternalApiError)) {
    return { outcome: UNAVAILABLE[peer], waitsForPeer: false, detail: "The call failed in an unexpected way" };
  }
  if (error.code === "invalid_request") {
    return { outcome: "rejected", waitsForPeer: false, detail: "The request does not fit the operation" };
  }
  return { outcome: UNAVAILABLE[peer], waitsForPeer: UNREACHABLE.includes(error.code), detail: error.code };
}
