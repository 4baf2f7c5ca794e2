import type { Stripe } from "stripe";

/**
 * Checks a webhook's signature against each secret (one per line of a rotation) and reads the event.
 * @returns undefined if no secret fits, the signature is older than five minutes or the body is no event.
 */
export async function verifyEvent(
  stripe: Stripe,
  webhook: { body: Buffer; signature: string | undefined; secrets: readonly string[]; receivedAt: number },
): Promise<Stripe.Event | undefined> {
  const { body, signature, secrets, receivedAt } = webhook;
  if (!signature) return undefined;
  for (const secret of secrets) {
    try {
      return await stripe.webhooks.constructEventAsync(body, signature, secret, undefined, undefined, receivedAt);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
  return undefined;
}

function isRefusal(error: unknown): boolean {
  if (error instanceof SyntaxError) return true;
  return error instanceof Error && "type" in error && error.type === "StripeSignatureVerificationError";
}
