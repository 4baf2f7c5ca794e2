import type { Operation, ParsedRequestOf, ReplyOf, ServiceName } from "@moddy/schemas";
import type { FastifyBaseLogger } from "fastify";
import type { Registry } from "prom-client";
import type { Operations } from "../shared/types.ts";
import type { Secrets, SecretUsed } from "./check-bearer.ts";
import type { IdempotencyStore } from "./idempotency.ts";
import type { Limits } from "./limits.ts";

/** What a handler gets in addition to the request. */
export interface CallContext {
  readonly requestId: string;
  /** The caller's W3C trace context. Pass it on with every call that this one causes. */
  readonly traceparent: string | undefined;
  /** The caller's Idempotency-Key, or a new one. */
  readonly idempotencyKey: string;
  readonly keyGiven: boolean;
  /** An earlier run with this key stored no reply (a crash): check what it has done before you act again. */
  readonly resumed: boolean;
  readonly secretUsed: SecretUsed;
  /** Aborts when the operation's deadline passes or the server must close. */
  readonly signal: AbortSignal;
  readonly log: FastifyBaseLogger;
}

/** Executes an operation. An error that is not an `ApiError` becomes a 500 without details. */
export type Handler<O extends Operation> = (request: ParsedRequestOf<O>, context: CallContext) => Promise<ReplyOf<O>>;

/** One handler for each operation. */
export type Handlers<Ops extends Operations> = { readonly [K in keyof Ops]: Handler<Ops[K]> };

/** Signatures are ignored, checked if present, or required. */
export type SignatureMode = "off" | "accept" | "required";

/** The options of an internal server. */
export interface InternalServerOptions<Ops extends Operations> {
  readonly service: ServiceName;
  /** The service's version, for its metrics. */
  readonly version: string;
  readonly operations: Ops;
  readonly handlers: Handlers<Ops>;
  readonly secrets: Secrets;
  readonly signatures: SignatureMode;
  /** Remembers the replies of calls with a key. */
  readonly idempotency: IdempotencyStore;
  readonly logger: FastifyBaseLogger;
  readonly metrics?: Registry;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly limits?: Partial<Limits>;
}
