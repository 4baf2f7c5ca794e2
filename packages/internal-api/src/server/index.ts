export { ApiError, ServiceUnavailable } from "./api-error.ts";
export type { Secrets, SecretUsed } from "./check-bearer.ts";
export { createInternalServer } from "./create-internal-server.ts";
export {
  type IdempotencyStore,
  isFinalReply,
  type KeyedCall,
  type KeyedResult,
  outcomeOf,
  type StoredReply,
} from "./idempotency.ts";
export { DEFAULT_LIMITS, type Limits } from "./limits.ts";
export type { CallContext, Handler, Handlers, InternalServerOptions, SignatureMode } from "./types.ts";
