import { createHash } from "node:crypto";

/** The idempotency key under which an operation goes to Stripe: the same for the same operation, and short enough. */
export function stripeKeyOf(operationKey: string): string {
  return `moddy-${createHash("sha256").update(operationKey).digest("hex")}`;
}
