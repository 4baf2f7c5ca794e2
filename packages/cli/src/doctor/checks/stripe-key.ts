import type { Check } from "../check.ts";
import { ok } from "../finding.ts";
import { checkStripeAnswer } from "../stripe/get-from-stripe.ts";

/** Whether Stripe accepts the key. */
export const stripeKey: Check = {
  id: "stripe_key",
  title: "Stripe key",
  run: async ({ getFromStripe, configuration }) => {
    const mode = /^[sr]k_live_/.test(configuration.backend?.STRIPE_API_KEY ?? "") ? "live" : "test";
    const answer = await getFromStripe("/v1/webhook_endpoints?limit=100");
    return checkStripeAnswer(answer) ?? ok(`Stripe accepts the key, ${mode} mode`);
  },
};
