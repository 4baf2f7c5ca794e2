import type { Stripe } from "stripe";
import { classifyFailure } from "./classify-failure.ts";

/**
 * Whether the key finds an event at Stripe, which keeps events for 30 days.
 * @throws the Stripe library's error when Stripe does not say.
 */
export async function isEventKnown(stripe: Stripe, eventId: string): Promise<boolean> {
  try {
    await stripe.events.retrieve(eventId);
    return true;
  } catch (error) {
    if (classifyFailure(error)?.kind === "missing") return false;
    throw error;
  }
}
