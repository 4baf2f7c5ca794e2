import { z } from "zod";

interface ErrorFacts {
  readonly status: number;
  /** Whether the same call may succeed later without a change by the caller. */
  readonly retryable: boolean;
  /** The sentence of the error body, unless the server gives a more exact one. */
  readonly sentence: string;
}

/** Every error of the internal API: its status, whether the caller may retry, and its sentence. */
export const ERRORS = {
  invalid_request: { status: 400, retryable: false, sentence: "The request is not valid for this operation." },
  missing_authorization: {
    status: 401,
    retryable: false,
    sentence: "The Authorization header is missing or malformed; send `Authorization: Bearer <secret>`.",
  },
  invalid_signature: {
    status: 401,
    retryable: false,
    sentence: "The request's signature is missing, wrong or too old; check the secret and both clocks.",
  },
  wrong_secret: {
    status: 403,
    retryable: false,
    sentence: "The secret is wrong: it is not INTERNAL_API_SECRET of this service.",
  },
  not_found: { status: 404, retryable: false, sentence: "This path names no operation." },
  method_not_allowed: {
    status: 405,
    retryable: false,
    sentence: "This path needs another method; see the Allow header.",
  },
  request_timeout: { status: 408, retryable: true, sentence: "The request did not arrive in time." },
  idempotency_key_reused: {
    status: 409,
    retryable: false,
    sentence: "This Idempotency-Key belongs to another request; use a new key.",
  },
  payload_too_large: { status: 413, retryable: false, sentence: "The body is larger than this service accepts." },
  uri_too_long: { status: 414, retryable: false, sentence: "The address is longer than this service accepts." },
  unsupported_media_type: { status: 415, retryable: false, sentence: "Send the body as application/json." },
  rate_limited: { status: 429, retryable: true, sentence: "Too many calls; wait as Retry-After says." },
  headers_too_large: { status: 431, retryable: false, sentence: "The headers are larger than this service accepts." },
  internal_error: {
    status: 500,
    retryable: true,
    sentence: "The service failed; its log has the details under this request id.",
  },
  unavailable: {
    status: 503,
    retryable: true,
    sentence: "The service is not ready or is overloaded; wait as Retry-After says.",
  },
} as const satisfies Record<string, ErrorFacts>;

/** The code of an error. */
export type ErrorCode = keyof typeof ERRORS;

/** Every error's code, in the order of the table. */
export const ERROR_CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]];

/** The errors that any operation can answer with. */
export const COMMON_ERRORS = [
  "missing_authorization",
  "invalid_signature",
  "wrong_secret",
  "request_timeout",
  "headers_too_large",
  "rate_limited",
  "internal_error",
  "unavailable",
] as const satisfies readonly ErrorCode[];

/** The further errors of an operation that takes a body. */
export const BODY_ERRORS = [
  "invalid_request",
  "idempotency_key_reused",
  "payload_too_large",
  "unsupported_media_type",
] as const satisfies readonly ErrorCode[];

/** The body of every error. On 400 `fields` names each field that is not valid and why; it never holds a value. */
export const errorBody = z
  .object({
    error: z.string().describe("A sentence for people."),
    code: z.enum(ERROR_CODES).describe("For programs; see the page on error codes."),
    request_id: z.string().describe("The id under which both services logged the call."),
    retryable: z.boolean().describe("Whether the same call may succeed later."),
    fields: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .describe("On 400: each field that is not valid, and why."),
  })
  .meta({ id: "Error", description: "The body of every error." });

/** The body of an error. */
export type ErrorBody = z.infer<typeof errorBody>;
