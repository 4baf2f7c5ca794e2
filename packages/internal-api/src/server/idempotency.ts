import { createHash } from "node:crypto";
import { isFinal, type Outcome, outcome } from "@moddy/schemas";
import { isIdempotencyKey } from "../shared/call-ids.ts";
import { ApiError } from "./api-error.ts";

/** A reply as it is stored and sent again. */
export interface StoredReply {
  readonly status: number;
  readonly body: unknown;
}

/** One call under its key. */
export interface KeyedCall {
  readonly key: string;
  readonly operation: string;
  /** SHA-256 (hex) of the request's JSON with its object keys in order: the same for the same request. */
  readonly bodyHash: string;
  readonly signal: AbortSignal;
}

/** What became of a call under its key; `conflict`: the key stands for another request; `busy`: it is running elsewhere. */
export type KeyedResult =
  | { readonly kind: "fresh" | "replayed"; readonly reply: StoredReply }
  | { readonly kind: "conflict" }
  | { readonly kind: "busy" };

/** Remembers what calls were answered, so that one that is sent again is not carried out again. */
export interface IdempotencyStore {
  /**
   * Runs `execute` unless the key has its reply already. Stores the reply where `isFinalReply` says so. An error thrown by
   * `execute` passes through and leaves the key free to be tried again (`resumed` is then true).
   */
  run(call: KeyedCall, execute: (info: { resumed: boolean }) => Promise<StoredReply>): Promise<KeyedResult>;
}

/** Whether a reply may be stored for its key; one with a retryable outcome or a server's error has to be tried again. */
export function isFinalReply(reply: StoredReply): boolean {
  if (reply.status >= 500 || reply.status === 429) return false;
  const code = outcomeOf(reply.body);
  return code === undefined || isFinal(code);
}

/** The outcome that a reply names, if it names one. */
export function outcomeOf(body: unknown): Outcome | undefined {
  if (typeof body !== "object" || body === null || !("outcome" in body)) return undefined;
  const parsed = outcome.safeParse(body.outcome);
  return parsed.success ? parsed.data : undefined;
}

/** The caller's key; throws `invalid_request` for one that is not 1 to 255 visible ASCII characters. */
export function idempotencyKeyFrom(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === "string" && isIdempotencyKey(header)) return header;
  const fields = [{ path: "Idempotency-Key", message: "must be 1 to 255 visible ASCII characters" }];
  throw new ApiError("invalid_request", { fields });
}

/** SHA-256 (hex) of a JSON value, whatever the order of its objects' keys. */
export function hashJson(value: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(inOrder(value)) ?? "")
    .digest("hex");
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, inOrder(inner)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
