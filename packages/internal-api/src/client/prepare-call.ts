import { randomUUID } from "node:crypto";
import type { Operation } from "@moddy/schemas";
import { isSignableId, requestIdFrom, traceparentFrom } from "../shared/call-ids.ts";
import { currentTrace } from "../shared/trace.ts";
import { describeFailure, type Route } from "./describe-failure.ts";
import { InvalidRequestError } from "./errors.ts";
import type { OutgoingCall } from "./send.ts";
import type { CallOptions } from "./types.ts";

/**
 * Makes the call that is sent. A POST that changes something always has an Idempotency-Key: the caller's, or one for the
 * retries of this call. Throws `InvalidRequestError` for a request or a key that the service would refuse.
 */
export function prepareCall(operation: Operation, request: unknown, options: CallOptions, route: Route): OutgoingCall {
  // A call with its own request id does not belong to the current call.
  const trace = options.requestId === undefined ? currentTrace() : undefined;
  const requestId = requestIdFrom(options.requestId ?? trace?.requestId);
  function refuse(said: string, fields: readonly string[] = []): InvalidRequestError {
    const details = { code: "invalid_request", retryable: false, requestId, fields } as const;
    return new InvalidRequestError(describeFailure(route, "invalid_request", { said }), details);
  }
  const parsed = operation.request.safeParse(request);
  if (!parsed.success) {
    const { issues } = parsed.error;
    const named = issues.map(({ path, message }) => ({ field: path[0]?.toString() ?? "the body", message }));
    throw refuse(named.map(({ field, message }) => `${field}: ${message}`).join("; "), [
      ...new Set(named.map(({ field }) => field)),
    ]);
  }
  if (options.idempotencyKey !== undefined && !isSignableId(options.idempotencyKey)) {
    throw refuse("the Idempotency-Key must be 1 to 255 visible ASCII characters without a full stop");
  }
  const isGet = operation.method === "GET";
  return {
    operation,
    body: isGet ? "" : JSON.stringify(request),
    requestId,
    idempotencyKey: isGet ? undefined : (options.idempotencyKey ?? (operation.readOnly ? undefined : randomUUID())),
    traceparent: traceparentFrom(options.traceparent ?? trace?.traceparent),
    caller: route.caller,
  };
}
