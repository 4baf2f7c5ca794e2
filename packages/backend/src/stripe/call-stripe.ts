import { ServiceUnavailable } from "@moddy/internal-api/server";
import { classifyFailure } from "./classify-failure.ts";

/** What Stripe answered: a value, or a refusal with its code. */
export type StripeAnswer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: string };

/**
 * Calls Stripe for a caller of the internal API.
 * @throws {ServiceUnavailable} when Stripe cannot be reached or is overloaded.
 */
export async function callStripe<T>(call: () => Promise<T>): Promise<StripeAnswer<T>> {
  try {
    return { ok: true, value: await call() };
  } catch (error) {
    const failure = classifyFailure(error);
    if (!failure) throw error;
    if (failure.kind === "unavailable") throw new ServiceUnavailable(2, "Stripe cannot be reached; try again.");
    return { ok: false, code: failure.kind === "missing" ? "resource_missing" : failure.code };
  }
}
