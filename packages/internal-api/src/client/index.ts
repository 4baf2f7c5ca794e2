export { currentTrace, type Trace } from "../shared/trace.ts";
export { createInternalClient } from "./create-internal-client.ts";
export {
  CallAbortedError,
  type ClientErrorCode,
  DeadlineExceededError,
  HttpError,
  InternalApiError,
  InvalidReplyError,
  InvalidRequestError,
  UnreachableError,
} from "./errors.ts";
export { explainFailure, type FailureKind, failureKind } from "./explain-failure.ts";
export { DEFAULT_RETRIES, type RetryOptions } from "./retries.ts";
export type { CallOptions, InternalClient, InternalClientOptions } from "./types.ts";
