import type { Subscription } from "../shapes/wire.ts";

/** Whether a subscription has ended for good; Stripe allows no more changes to it. */
export function hasEnded({ status }: Pick<Subscription, "status">): boolean {
  return status === "canceled" || status === "incomplete_expired";
}
