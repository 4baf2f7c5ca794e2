import type { ErrorBody } from "@moddy/schemas";

/** What went wrong with a call, told apart by where it went wrong. */
export type ClientErrorCode =
  | "name_not_resolved"
  | "connection_refused"
  | "connection_reset"
  | "connect_timeout"
  | "network_unreachable"
  | "deadline_exceeded"
  | "http_error"
  | "invalid_request"
  | "invalid_reply"
  | "aborted"
  | "client_closed";

interface ErrorDetails {
  readonly code: ClientErrorCode;
  /** Whether the same call may succeed later without a change by the caller. */
  readonly retryable: boolean;
  readonly requestId: string;
  readonly cause?: unknown;
}

/** A call that did not end with the operation's reply. The message says which side, which address and what to check. */
export class InternalApiError extends Error {
  readonly code: ClientErrorCode;
  readonly retryable: boolean;
  readonly requestId: string;
  /** The HTTP status, where the other side answered. */
  readonly status: number | undefined;
  /** How long the other side asked to wait. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    message: string,
    details: ErrorDetails & { status?: number | undefined; retryAfterSeconds?: number | undefined },
  ) {
    super(message, { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code;
    this.retryable = details.retryable;
    this.requestId = details.requestId;
    this.status = details.status;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** The other side could not be reached, or the connection broke. */
export class UnreachableError extends InternalApiError {}

/** The call's deadline passed. It may have been carried out. */
export class DeadlineExceededError extends InternalApiError {}

/** The other side answered with an error. */
export class HttpError extends InternalApiError {
  /** The contract's error body; undefined where something else than the service answered. */
  readonly body: ErrorBody | undefined;

  constructor(
    message: string,
    details: Omit<ErrorDetails, "code"> & {
      status: number;
      retryAfterSeconds: number | undefined;
      body: ErrorBody | undefined;
    },
  ) {
    super(message, { ...details, code: "http_error" });
    this.body = details.body;
  }
}

/** What came back is not the operation's reply. */
export class InvalidReplyError extends InternalApiError {}

/** The request does not fit the operation; nothing was sent. */
export class InvalidRequestError extends InternalApiError {}

/** The caller's signal aborted the call, or the client was closed. */
export class CallAbortedError extends InternalApiError {}
