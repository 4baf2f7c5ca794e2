import { classifyFailure } from "./classify-failure.ts";
import { describeFailure, type Route } from "./describe-failure.ts";
import {
  CallAbortedError,
  type ClientErrorCode,
  DeadlineExceededError,
  InternalApiError,
  InvalidReplyError,
  UnreachableError,
} from "./errors.ts";

const CLASSES: Partial<Record<ClientErrorCode, typeof InternalApiError>> = {
  deadline_exceeded: DeadlineExceededError,
  aborted: CallAbortedError,
  client_closed: CallAbortedError,
  invalid_reply: InvalidReplyError,
};
const NOT_RETRYABLE: ReadonlySet<ClientErrorCode> = new Set(["aborted", "client_closed"]);

/** Turns anything that a call threw into the client's error. `endedBy`: the limit of the caller that ended it, if any. */
export function failCall(error: unknown, route: Route, requestId: string, endedBy?: ClientErrorCode): InternalApiError {
  if (error instanceof InternalApiError) return error;
  const code = endedBy ?? classifyFailure(error);
  const FailureClass = CLASSES[code] ?? UnreachableError;
  return new FailureClass(describeFailure(route, code), {
    code,
    retryable: !NOT_RETRYABLE.has(code),
    requestId,
    cause: error,
  });
}
