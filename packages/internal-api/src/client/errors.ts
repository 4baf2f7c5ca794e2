import type { ErrorBody } from "@moddy/schemas";

/** Why a call failed. */
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
  readonly fields?: readonly string[];
}

/** A call that ended without the operation's reply. The message names both services, the address and what to check. */
export class InternalApiError extends Error {
  readonly code: ClientErrorCode;
  readonly retryable: boolean;
  readonly requestId: string;
  /** The HTTP status, if there was a reply. */
  readonly status: number | undefined;
  /** `Retry-After` of the reply. */
  readonly retryAfterSeconds: number | undefined;
  /** The names of the fields that do not fit: of the request, or of the reply. */
  readonly fields: readonly string[];

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
    this.fields = details.fields ?? [];
  }
}

/** The other service could not be reached, or the connection broke. */
export class UnreachableError extends InternalApiError {}

/** The deadline of the call passed. The call may have been executed. */
export class DeadlineExceededError extends InternalApiError {}

/** The reply is an error. */
export class HttpError extends InternalApiError {
  /** The contract's error body; undefined if something other than the service replied, such as a proxy. */
  readonly body: ErrorBody | undefined;
  /** Whether a service that is not ours replied, with an error body in FastAPI's form. */
  readonly isForeign: boolean;

  constructor(
    message: string,
    details: Omit<ErrorDetails, "code"> & {
      status: number;
      retryAfterSeconds: number | undefined;
      body: ErrorBody | undefined;
      isForeign?: boolean;
    },
  ) {
    super(message, { ...details, code: "http_error" });
    this.body = details.body;
    this.isForeign = details.isForeign ?? false;
  }
}

/** The reply does not match the operation. */
export class InvalidReplyError extends InternalApiError {}

/** The request is not valid for the operation. It was not sent. */
export class InvalidRequestError extends InternalApiError {}

/** The caller's signal aborted the call, or the client was closed. */
export class CallAbortedError extends InternalApiError {}
