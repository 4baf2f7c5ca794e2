import { Stripe } from "stripe";

/** Why a call to Stripe failed: a refusal and a missing object are final, `unavailable` is worth another try. */
export type StripeFailure =
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "missing" }
  | { readonly kind: "unavailable" };

const { StripeInvalidRequestError, StripeCardError, StripeError } = Stripe.errors;

/** Classifies an error that the Stripe library threw; undefined when it is not one of Stripe's. */
export function classifyFailure(error: unknown): StripeFailure | undefined {
  if (!(error instanceof StripeError)) return undefined;
  // Two calls run under one key: a repetition gets the answer of the first.
  if (error.statusCode === 409 || error.code === "lock_timeout") return { kind: "unavailable" };
  if (error instanceof StripeInvalidRequestError || error instanceof StripeCardError) {
    // An amount above what is left has no code of its own.
    const code = error.code ?? (error.param === "amount" ? "amount_too_large" : (error.rawType ?? "refused"));
    return code === "resource_missing" ? { kind: "missing" } : { kind: "refused", code };
  }
  return { kind: "unavailable" };
}
