import type { Stripe } from "stripe";

/**
 * Checks a webhook's signature against each secret (one per line of a rotation).
 * @returns false if no secret fits or the signature is older than five minutes.
 */
export async function verifySignature(
  stripe: Stripe,
  webhook: { body: Buffer; signature: string; secrets: readonly string[]; receivedAt: number },
): Promise<boolean> {
  const { body, signature, secrets, receivedAt } = webhook;
  for (const secret of secrets) {
    if (await fits(stripe, { body, signature, secret, receivedAt })) return true;
  }
  return false;
}

async function fits(
  { webhooks }: Stripe,
  { body, signature, secret, receivedAt }: { body: Buffer; signature: string; secret: string; receivedAt: number },
): Promise<boolean> {
  try {
    await webhooks.signature?.verifyHeaderAsync(body, signature, secret, undefined, undefined, receivedAt);
    return webhooks.signature !== null;
  } catch (error) {
    if (error instanceof Error && "type" in error && error.type === "StripeSignatureVerificationError") return false;
    throw error;
  }
}
