import type { LookupFunction } from "node:net";
import type { ReplyOf, RequestOf, ServiceName } from "@moddy/schemas";
import type { Registry } from "prom-client";
import type { Operations } from "../shared/types.ts";
import type { RetryOptions } from "./retries.ts";

/** What a client is made of. */
export interface InternalClientOptions<Ops extends Operations> {
  readonly operations: Ops;
  /** `http://host:port` of the other side's internal port; an IPv6 address stands in brackets. */
  readonly baseUrl: string;
  readonly secret: string;
  /** The second secret of a rotation: used where the other side refuses the first. */
  readonly previousSecret?: string | undefined;
  /** Who calls, for messages. */
  readonly caller: ServiceName | "cli";
  readonly metrics?: Registry;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** From 0 up to but not 1; spreads retries. */
  readonly random?: () => number;
  readonly retries?: Partial<RetryOptions>;
  /** Bytes of a reply's body; a larger one is an `invalid_reply`. */
  readonly maxReplyBytes?: number;
  readonly connectTimeoutMs?: number;
  /** Resolves names, in place of the system's resolver. */
  readonly lookup?: LookupFunction;
}

/** What one call may have beside its request. */
export interface CallOptions {
  /** The same for the same delivery. Without it, a call that changes something gets its own, for its retries. */
  readonly idempotencyKey?: string | undefined;
  /** Without it: that of the call on whose behalf this one is made, or a new one. */
  readonly requestId?: string | undefined;
  /** Without it, and without a request id: that of the call on whose behalf this one is made. */
  readonly traceparent?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole call with its retries; the operation's own without it. */
  readonly deadlineMs?: number | undefined;
  /** False: sent once. */
  readonly retry?: boolean | undefined;
}

/** Calls the other side's operations. */
export interface InternalClient<Ops extends Operations> {
  /**
   * Calls an operation and gives its reply, held to the contract. Throws an `InternalApiError` that tells what went wrong;
   * its message holds both sides, the address and what to check, and no secret.
   */
  call<K extends keyof Ops>(operation: K, request: RequestOf<Ops[K]>, options?: CallOptions): Promise<ReplyOf<Ops[K]>>;
  /** Takes no more calls, waits for those that run, closes the connections. */
  close(): Promise<void>;
}
