import { Stripe } from "stripe";

/** What a failed call to Stripe means: a refusal is final, anything else may pass. */
export type StripeFailure =
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "missing" }
  | { readonly kind: "unavailable" };

const { StripeInvalidRequestError, StripeCardError, StripeError } = Stripe.errors;

/** Tells what an error thrown by the Stripe library means; undefined if it is none of Stripe's. */
export function judgeFailure(error: unknown): StripeFailure | undefined {
  if (!(error instanceof StripeError)) return undefined;
  // Two calls with one key at once: the first will answer both.
  if (error.statusCode === 409 || error.code === "lock_timeout") return { kind: "unavailable" };
  if (error instanceof StripeInvalidRequestError || error instanceof StripeCardError) {
    // An amount above what is left has no code of its own.
    const code = error.code ?? (error.param === "amount" ? "amount_too_large" : (error.rawType ?? "refused"));
    return code === "resource_missing" ? { kind: "missing" } : { kind: "refused", code };
  }
  return { kind: "unavailable" };
}
