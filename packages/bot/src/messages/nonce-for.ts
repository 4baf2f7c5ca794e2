import { createHash } from "node:crypto";
import type { MessageKey } from "../store/messages.ts";

// Discord takes at most 25 characters; 25 of base64url are 150 bits.
const NONCE_LENGTH = 25;

/** The nonce of a delivery's message: always the same one, whatever the key looks like. */
export function nonceFor({ deliveryKey, channel }: MessageKey): string {
  return createHash("sha256").update(`${channel}\n${deliveryKey}`).digest("base64url").slice(0, NONCE_LENGTH);
}
