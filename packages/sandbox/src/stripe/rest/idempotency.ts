import { invalidRequest, StripeError } from "../core/errors.ts";

export interface StoredReply {
  readonly status: number;
  /** JSON. */
  readonly body: string;
  readonly requestId: string;
}

/** Stores the first reply to each key for 24 hours. */
export interface IdempotencyStore {
  /**
   * Claims a key for a call, or returns the stored reply of the key. Throws Stripe's 400 for other parameters than
   * the first time and its 409 while the first call still runs.
   */
  claim(key: string, fingerprint: string): StoredReply | undefined;
  store(key: string, reply: StoredReply): void;
  /** Frees a key whose call was refused before it changed anything. */
  release(key: string): void;
}

const KEPT_MS = 24 * 60 * 60 * 1000;

interface Claim {
  readonly fingerprint: string;
  readonly at: number;
  reply?: StoredReply;
}

/** `now` gives milliseconds since the epoch. */
export function createIdempotencyStore(now: () => number): IdempotencyStore {
  const claims = new Map<string, Claim>();
  const dropOld = () => {
    for (const [key, { at }] of claims) {
      if (at + KEPT_MS > now()) break;
      claims.delete(key);
    }
  };
  return {
    claim(key, fingerprint) {
      if (key.length > 255) {
        throw invalidRequest("Idempotency-Key headers are limited to 255 characters.", { param: "Idempotency-Key" });
      }
      dropOld();
      const before = claims.get(key);
      if (before === undefined) {
        claims.set(key, { fingerprint, at: now() });
        return undefined;
      }
      if (before.fingerprint !== fingerprint) throw otherParameters(key);
      if (before.reply === undefined) throw inUse(key);
      return before.reply;
    },
    store(key, reply) {
      const claim = claims.get(key);
      if (claim !== undefined) claim.reply = reply;
    },
    release: (key) => claims.delete(key),
  };
}

function otherParameters(key: string): StripeError {
  const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`;
  return new StripeError({ status: 400, type: "idempotency_error", message });
}

function inUse(key: string): StripeError {
  const message = `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`;
  return new StripeError({ status: 409, code: "idempotency_key_in_use", message });
}
