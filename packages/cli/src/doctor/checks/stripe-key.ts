import type { Check } from "../check.ts";
import { ok } from "../finding.ts";
import { judgeAnswer } from "../stripe/ask-stripe.ts";

/** Whether Stripe knows the key. */
export const stripeKey: Check = {
  id: "stripe_key",
  title: "Stripe key",
  run: async ({ askStripe, configuration }) => {
    const mode = /^[sr]k_live_/.test(configuration.backend?.STRIPE_API_KEY ?? "") ? "live" : "test";
    return judgeAnswer(await askStripe("/v1/webhook_endpoints?limit=100")) ?? ok(`Stripe knows it, ${mode} mode`);
  },
};
