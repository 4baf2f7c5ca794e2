import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { isSignableId } from "../shared/call-ids.ts";
import { SIGNATURE_TOLERANCE_SECONDS, type SignedCall, signCall } from "../shared/sign.ts";
import { ApiError } from "./api-error.ts";
import type { Secrets } from "./check-bearer.ts";
import type { ReplayGuard } from "./replay-guard.ts";
import type { SignatureMode } from "./types.ts";

interface SignatureHeaders {
  readonly id: string;
  readonly timestamp: number;
  readonly signatures: readonly string[];
}

const HEADERS = ["webhook-id", "webhook-timestamp", "webhook-signature"] as const;
const MAX_SIGNATURES = 8;

function refuse(sentence: string): ApiError {
  return new ApiError("invalid_signature", { sentence, headers: { "www-authenticate": "Bearer" } });
}

function readHeaders(headers: IncomingHttpHeaders): SignatureHeaders | undefined {
  const values = HEADERS.map((name) => headers[name]);
  if (values.every((value) => value === undefined)) return undefined;
  const [id, timestamp, signature] = values;
  if (typeof id !== "string" || typeof timestamp !== "string" || typeof signature !== "string") {
    throw refuse(`A signed call needs all of ${HEADERS.join(", ")}.`);
  }
  if (!isSignableId(id)) throw refuse("webhook-id must be 1 to 255 visible ASCII characters without a full stop.");
  if (!/^\d{1,12}$/.test(timestamp)) throw refuse("webhook-timestamp must be seconds since 1970.");
  return { id, timestamp: Number(timestamp), signatures: signature.split(" ").slice(0, MAX_SIGNATURES) };
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function isSigned(headers: SignatureHeaders, call: SignedCall, secrets: Secrets): boolean {
  const known = [secrets.current, secrets.previous].filter((secret) => secret !== undefined);
  const expected = known.map((secret) => signCall(secret, headers.id, headers.timestamp, call));
  return expected.some((right) => headers.signatures.some((given) => equal(given, right)));
}

/**
 * Makes the check of a call's signature, which needs the whole body. It throws `invalid_signature` (401) for a signature
 * that is wrong, more than five minutes old or ahead, missing although it is required, or repeated for another call. The
 * `webhook-id` of a call with an Idempotency-Key must be that key, so that the key is signed too.
 */
export function createSignatureCheck(options: {
  secrets: Secrets;
  mode: SignatureMode;
  guard: ReplayGuard;
  now: () => number;
}): (headers: IncomingHttpHeaders, call: SignedCall) => void {
  const { secrets, mode, guard, now } = options;
  return (headers, call) => {
    if (mode === "off") return;
    const signed = readHeaders(headers);
    if (signed === undefined) {
      if (mode === "accept") return;
      throw refuse("This service accepts signed calls only: send webhook-id, webhook-timestamp and webhook-signature.");
    }
    const key = headers["idempotency-key"];
    if (key !== undefined && key !== signed.id) throw refuse("webhook-id must be the call's Idempotency-Key.");
    if (Math.abs(now() / 1000 - signed.timestamp) > SIGNATURE_TOLERANCE_SECONDS) {
      throw refuse("The signature's time is more than five minutes off; check both clocks.");
    }
    if (!isSigned(signed, call, secrets)) throw refuse("The signature does not match the call; check the secret.");
    const until = (signed.timestamp + SIGNATURE_TOLERANCE_SECONDS) * 1000;
    const admitted = guard.admit({ id: signed.id, keyed: key !== undefined && call.method === "POST", until });
    if (!admitted) throw refuse("This webhook-id was used before; a repeated call needs an Idempotency-Key.");
  };
}
