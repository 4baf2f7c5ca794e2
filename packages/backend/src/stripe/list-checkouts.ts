import type { Stripe } from "stripe";
import { type Checkout, readCheckout } from "./read-event.ts";

/**
 * The Checkout Sessions that a customer completed, newest first, at most a hundred.
 * @throws the Stripe library's errors.
 */
export async function listCheckouts(stripe: Stripe, customerId: string): Promise<Checkout[]> {
  const { data } = await stripe.checkout.sessions.list({ customer: customerId, status: "complete", limit: 100 });
  return data.map(readCheckout);
}
