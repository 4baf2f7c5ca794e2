import { ERRORS, type ErrorBody, type ErrorCode } from "@moddy/schemas";

interface Details {
  /** A more exact sentence than the table's. It must not hold anything that the caller sent. */
  readonly sentence?: string;
  readonly fields?: ErrorBody["fields"];
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error of the contract. Thrown anywhere during a call, it becomes the error reply. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly fields: ErrorBody["fields"];
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, details: Details = {}) {
    super(details.sentence ?? ERRORS[code].sentence);
    this.name = new.target.name;
    this.code = code;
    this.fields = details.fields;
    this.headers = details.headers ?? {};
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}

/** A handler throws this if it cannot work now: 503 with `Retry-After`. */
export class ServiceUnavailable extends ApiError {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds = 1, sentence?: string) {
    const headers = { "retry-after": String(Math.ceil(retryAfterSeconds)) };
    super("unavailable", sentence === undefined ? { headers } : { headers, sentence });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The body of an error reply. */
export function errorBodyOf(error: ApiError, requestId: string): ErrorBody {
  return {
    error: error.message,
    code: error.code,
    request_id: requestId,
    retryable: ERRORS[error.code].retryable,
    ...(error.fields === undefined ? {} : { fields: error.fields }),
  };
}
