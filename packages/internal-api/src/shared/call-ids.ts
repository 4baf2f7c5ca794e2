import { randomUUID } from "node:crypto";

const REQUEST_ID = /^[\w.:-]{1,128}$/;
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;
const SIGNABLE_ID = /^[\x21-\x2d\x2f-\x7e]{1,255}$/;
const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/;

/** The request id that a caller gave, or a new one where it gave none that can be logged as it is. */
export function requestIdFrom(header: string | string[] | undefined): string {
  return typeof header === "string" && REQUEST_ID.test(header) ? header : randomUUID();
}

/** A `traceparent` that follows the W3C's Trace Context; anything else counts as none. */
export function traceparentFrom(header: string | string[] | undefined): string | undefined {
  return typeof header === "string" && TRACEPARENT.test(header) ? header : undefined;
}

/** Whether a key can be taken: 1 to 255 visible ASCII characters. */
export function isIdempotencyKey(key: string): boolean {
  return IDEMPOTENCY_KEY.test(key);
}

/** Whether an id can be signed: as a key, but without the full stop, which parts the id from the time. */
export function isSignableId(id: string): boolean {
  return SIGNABLE_ID.test(id);
}
