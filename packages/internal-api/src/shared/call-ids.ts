import { randomUUID } from "node:crypto";

const REQUEST_ID = /^[\w.:-]{1,128}$/;
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;
const SIGNABLE_ID = /^[\x21-\x2d\x2f-\x7e]{1,255}$/;
const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/;

/** The caller's request id if it is safe to log, otherwise a new one. */
export function requestIdFrom(header: string | string[] | undefined): string {
  return typeof header === "string" && REQUEST_ID.test(header) ? header : randomUUID();
}

/** A valid `traceparent` of W3C Trace Context, or undefined. */
export function traceparentFrom(header: string | string[] | undefined): string | undefined {
  return typeof header === "string" && TRACEPARENT.test(header) ? header : undefined;
}

/** Whether a key is valid: 1 to 255 visible ASCII characters. */
export function isIdempotencyKey(key: string): boolean {
  return IDEMPOTENCY_KEY.test(key);
}

/** Whether an id can be signed: a valid key without a full stop, which separates the id from the time. */
export function isSignableId(id: string): boolean {
  return SIGNABLE_ID.test(id);
}
