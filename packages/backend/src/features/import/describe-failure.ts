import { Stripe } from "stripe";
import { classifyFailure } from "../../stripe/classify-failure.ts";

/** Why an import does not get on. */
export type ImportFailure =
  | "stripe_key_refused"
  | "stripe_key_forbidden"
  | "stripe_unavailable"
  | "stripe_refused"
  | "failed";

/** Names the reason of a failed try, without anything that Stripe or the database said. */
export function describeFailure(error: unknown): ImportFailure {
  if (error instanceof Stripe.errors.StripeAuthenticationError) return "stripe_key_refused";
  if (error instanceof Stripe.errors.StripePermissionError) return "stripe_key_forbidden";
  const failure = classifyFailure(error);
  if (!failure) return "failed";
  return failure.kind === "unavailable" ? "stripe_unavailable" : "stripe_refused";
}
