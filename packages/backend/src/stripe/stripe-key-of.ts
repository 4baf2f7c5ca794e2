import { createHash } from "node:crypto";

/** The idempotency key of an operation at Stripe: always the same for one operation, and below 255 characters. */
export function stripeKeyOf(operationKey: string): string {
  return `moddy-${createHash("sha256").update(operationKey).digest("hex")}`;
}
