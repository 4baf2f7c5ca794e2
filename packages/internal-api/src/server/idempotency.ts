import { createHash } from "node:crypto";
import { isFinal, type Outcome, outcome } from "@moddy/schemas";
import { isIdempotencyKey } from "../shared/call-ids.ts";
import { ApiError } from "./api-error.ts";

/** A reply that can be stored and sent again. */
export interface StoredReply {
  readonly status: number;
  readonly body: unknown;
}

/** One call with its key. */
export interface KeyedCall {
  readonly key: string;
  readonly operation: string;
  /** SHA-256 (hex) of the request's JSON with sorted object keys: the same for the same request. */
  readonly bodyHash: string;
  readonly signal: AbortSignal;
}

/** The result of a call with a key. `conflict`: the key belongs to another request. `busy`: another process executes it. */
export type KeyedResult =
  | { readonly kind: "fresh" | "replayed"; readonly reply: StoredReply }
  | { readonly kind: "conflict" }
  | { readonly kind: "busy" };

/** Remembers the replies of calls, so that a repeated call is not executed again. */
export interface IdempotencyStore {
  /**
   * Runs `execute` unless the key already has a reply. Stores a reply for which `isFinalReply` is true. An error of
   * `execute` passes through; the key can then be executed again, with `resumed` set to true.
   */
  run(call: KeyedCall, execute: (info: { resumed: boolean }) => Promise<StoredReply>): Promise<KeyedResult>;
}

/** Whether a reply may be stored for its key. A retryable outcome or a server error must be executed again. */
export function isFinalReply(reply: StoredReply): boolean {
  if (reply.status >= 500 || reply.status === 429) return false;
  const code = outcomeOf(reply.body);
  return code === undefined || isFinal(code);
}

/** The outcome of a reply, if it has one. */
export function outcomeOf(body: unknown): Outcome | undefined {
  if (typeof body !== "object" || body === null || !("outcome" in body)) return undefined;
  const parsed = outcome.safeParse(body.outcome);
  return parsed.success ? parsed.data : undefined;
}

/** The caller's key. Throws `invalid_request` if it is not 1 to 255 visible ASCII characters. */
export function idempotencyKeyFrom(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === "string" && isIdempotencyKey(header)) return header;
  const fields = [{ path: "Idempotency-Key", message: "must be 1 to 255 visible ASCII characters" }];
  throw new ApiError("invalid_request", { fields });
}

/** SHA-256 (hex) of a JSON value. The order of object keys does not matter. */
export function hashJson(value: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(sortKeys(value)) ?? "")
    .digest("hex");
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sortKeys(inner)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
