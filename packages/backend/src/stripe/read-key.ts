import { createHash } from "node:crypto";
import { Stripe } from "stripe";
import type { KeyOrigin } from "../events/why-foreign.ts";

/** The key that reads from Stripe: what is known of it. */
export interface StripeKey {
  /** Tells one key from another, and nothing else of it. */
  readonly fingerprint: string;
  readonly livemode: boolean | null;
  /**
   * The account that it belongs to; null when it may not say so (a restricted key).
   * @throws the Stripe library's errors.
   */
  account(): Promise<string | null>;
}

const HEX_DIGITS = 16;

function modeOf(apiKey: string): KeyOrigin["livemode"] {
  const [, mode] = /^[rs]k_(live|test)_/.exec(apiKey) ?? [];
  return mode === undefined ? null : mode === "live";
}

/** Makes what is known of a key; Stripe is asked once, and only when somebody wants to know the account. */
export function createStripeKey(stripe: Stripe, apiKey: string): StripeKey {
  let known: string | undefined;
  return {
    fingerprint: createHash("sha256").update(apiKey).digest("hex").slice(0, HEX_DIGITS),
    livemode: modeOf(apiKey),
    async account() {
      try {
        known ??= (await stripe.accounts.retrieveCurrent()).id;
        return known;
      } catch (error) {
        if (error instanceof Stripe.errors.StripePermissionError) return null;
        throw error;
      }
    },
  };
}
