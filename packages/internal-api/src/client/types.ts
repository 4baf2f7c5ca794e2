import type { LookupFunction } from "node:net";
import type { ReplyOf, RequestOf, ServiceName } from "@moddy/schemas";
import type { Registry } from "prom-client";
import type { Operations } from "../shared/types.ts";
import type { RetryOptions } from "./retries.ts";

/** The options of a client. */
export interface InternalClientOptions<Ops extends Operations> {
  readonly operations: Ops;
  /** `http://host:port` of the other service's internal port, with brackets around an IPv6 address. */
  readonly baseUrl: string;
  readonly secret: string;
  /** The second secret of a rotation, for a service that refuses the first. */
  readonly previousSecret?: string | undefined;
  /** The caller, for error messages. */
  readonly caller: ServiceName | "cli";
  readonly metrics?: Registry;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** From 0 up to but not 1; spreads the retries. */
  readonly random?: () => number;
  readonly retries?: Partial<RetryOptions>;
  /** The largest body of a reply in bytes. A larger one is an `invalid_reply`. */
  readonly maxReplyBytes?: number;
  readonly connectTimeoutMs?: number;
  /** Replaces the system's resolver of names. */
  readonly lookup?: LookupFunction;
}

/** The options of one call. */
export interface CallOptions {
  /** The same for the same delivery. Without it, a call that changes something gets a new one for its retries. */
  readonly idempotencyKey?: string | undefined;
  /** By default that of the call that the service executes now, or a new one. */
  readonly requestId?: string | undefined;
  /** By default, and without a request id, that of the call that the service executes now. */
  readonly traceparent?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The time for the whole call with its retries, in milliseconds; the operation's own by default. */
  readonly deadlineMs?: number | undefined;
  /** False: sends the call once. */
  readonly retry?: boolean | undefined;
}

/** Calls the other service's operations. */
export interface InternalClient<Ops extends Operations> {
  /**
   * Calls an operation. @returns its reply, checked against the contract. Throws an `InternalApiError`, whose message names
   * both services, the address and what to check, and never holds a secret.
   */
  call<K extends keyof Ops>(operation: K, request: RequestOf<Ops[K]>, options?: CallOptions): Promise<ReplyOf<Ops[K]>>;
  /** Accepts no more calls, waits for the running ones, closes the connections. */
  close(): Promise<void>;
}
