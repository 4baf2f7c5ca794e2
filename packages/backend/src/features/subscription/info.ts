import type { Handler } from "@moddy/internal-api/server";
import type { backendOperations } from "@moddy/schemas";
import type { Dependencies } from "../../dependencies.ts";
import { orderSubscriptions } from "../../entitlement/order-subscriptions.ts";
import { listOwnSubscriptions } from "../../store/subscriptions.ts";
import { describeSubscription } from "./describe-subscription.ts";

/** Answers `subscription_info` from the tables, which follow Stripe. */
export function createSubscriptionInfo(
  deps: Pick<Dependencies, "db" | "plans">,
): Handler<typeof backendOperations.subscriptionInfo> {
  return async ({ discord_id }) => {
    const rows = orderSubscriptions(await listOwnSubscriptions(deps.db, discord_id), deps.plans);
    const subscriptions = rows.map(describeSubscription);
    const [subscription] = subscriptions;
    if (!subscription) {
      return { success: true, message: "No subscription.", has_subscription: false, subscription: null, subscriptions };
    }
    return { success: true, message: "Found.", has_subscription: true, subscription, subscriptions };
  };
}
