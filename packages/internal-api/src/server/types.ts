import type { Operation, ParsedRequestOf, ReplyOf, ServiceName } from "@moddy/schemas";
import type { FastifyBaseLogger } from "fastify";
import type { Registry } from "prom-client";
import type { Operations } from "../shared/types.ts";
import type { Secrets, SecretUsed } from "./check-bearer.ts";
import type { IdempotencyStore } from "./idempotency.ts";
import type { Limits } from "./limits.ts";

/** What a handler is told of the call beside its request. */
export interface CallContext {
  readonly requestId: string;
  /** The caller's W3C trace context, to be passed on with every call that this one makes. */
  readonly traceparent: string | undefined;
  /** The caller's Idempotency-Key, or one made for this call. */
  readonly idempotencyKey: string;
  readonly keyGiven: boolean;
  /** An earlier run of this very key started and left no reply (a crash): look before acting again. */
  readonly resumed: boolean;
  readonly secretUsed: SecretUsed;
  /** Aborted when the operation's deadline passes or the server has to close. */
  readonly signal: AbortSignal;
  readonly log: FastifyBaseLogger;
}

/** What carries out one operation. An error that is no `ApiError` is answered with 500 and tells the caller nothing. */
export type Handler<O extends Operation> = (request: ParsedRequestOf<O>, context: CallContext) => Promise<ReplyOf<O>>;

/** One handler for each operation. */
export type Handlers<Ops extends Operations> = { readonly [K in keyof Ops]: Handler<Ops[K]> };

/** What becomes of signed and unsigned calls: not looked at; checked where there; needed. */
export type SignatureMode = "off" | "accept" | "required";

/** What an internal server is made of. */
export interface InternalServerOptions<Ops extends Operations> {
  readonly service: ServiceName;
  /** The service's version, told in its metrics. */
  readonly version: string;
  readonly operations: Ops;
  readonly handlers: Handlers<Ops>;
  readonly secrets: Secrets;
  readonly signatures: SignatureMode;
  /** Remembers the replies of calls that came with a key. */
  readonly idempotency: IdempotencyStore;
  readonly logger: FastifyBaseLogger;
  readonly metrics?: Registry;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly limits?: Partial<Limits>;
}
