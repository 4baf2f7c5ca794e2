import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";

/** What a link token says. */
export interface LinkTokenFacts {
  readonly discordId: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

/** What a text is: a good token, or why it links nobody. A token of another secret counts as forged. */
export type LinkTokenReading =
  | { readonly kind: "valid"; readonly discordId: string }
  | { readonly kind: "expired" | "forged" | "no_token" };

const VERSION = 1;
const ID_BYTES = 9;
const BODY_BYTES = 1 + ID_BYTES + 4;
const MAC_BYTES = 16;
/** A multiple of three bytes: base64url then has one spelling, without padding. */
const TOKEN_LENGTH = ((BODY_BYTES + MAC_BYTES) * 4) / 3;

/** The key of the tokens that belongs to an internal secret; it says nothing about the secret. */
export function deriveLinkTokenKey(secret: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", "moddy link token", 32));
}

function sign(body: Buffer, key: Buffer): Buffer {
  return createHmac("sha256", key).update(body).digest().subarray(0, MAC_BYTES);
}

/**
 * Makes a link token: 40 letters, digits, - and _, which fit Stripe's `client_reference_id`. Whoever pays with it pays for
 * this Discord user.
 * @throws {RangeError} when the expiry is not a time from 1970 to 2106.
 */
export function createLinkToken({ discordId, expiresAt }: LinkTokenFacts, key: Buffer): string {
  const body = Buffer.alloc(BODY_BYTES);
  body.writeUInt8(VERSION);
  body.write(
    BigInt(discordId)
      .toString(16)
      .padStart(ID_BYTES * 2, "0"),
    1,
    ID_BYTES,
    "hex",
  );
  body.writeUInt32BE(expiresAt, 1 + ID_BYTES);
  return Buffer.concat([body, sign(body, key)]).toString("base64url");
}

/**
 * Reads what may be a link token.
 * @param keys of the current and the previous secret.
 * @param at the time at which it must be valid, in seconds since 1970.
 */
export function readLinkToken(text: string, keys: readonly Buffer[], at: number): LinkTokenReading {
  const bytes = Buffer.from(text, "base64url");
  if (text.length !== TOKEN_LENGTH || bytes.toString("base64url") !== text || bytes[0] !== VERSION) {
    return { kind: "no_token" };
  }
  const body = bytes.subarray(0, BODY_BYTES);
  const mac = bytes.subarray(BODY_BYTES);
  if (!keys.some((key) => timingSafeEqual(sign(body, key), mac))) return { kind: "forged" };
  if (body.readUInt32BE(1 + ID_BYTES) <= at) return { kind: "expired" };
  return { kind: "valid", discordId: BigInt(`0x${body.toString("hex", 1, 1 + ID_BYTES)}`).toString() };
}
