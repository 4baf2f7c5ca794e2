import type { Handler } from "@moddy/internal-api/server";
import type { backendOperations } from "@moddy/schemas";
import type { Dependencies } from "../../dependencies.ts";
import { chooseSubscription } from "../../entitlement/choose-subscription.ts";
import { listOwnSubscriptions, type SubscriptionRow } from "../../store/subscriptions.ts";

function describe(row: SubscriptionRow) {
  return {
    subscription_id: row.id,
    customer_id: row.customer_id,
    status: row.status,
    subscription_type: row.interval === "year" ? ("yearly" as const) : ("monthly" as const),
    current_period_start: row.current_period_start.toISOString(),
    current_period_end: row.current_period_end.toISOString(),
    cancel_at_period_end: row.cancel_at_period_end,
    amount: Number(row.amount),
    currency: row.currency,
  };
}

/** Answers `subscription_info` from the tables, which follow Stripe. */
export function createSubscriptionInfo(
  deps: Pick<Dependencies, "db" | "plans">,
): Handler<typeof backendOperations.subscriptionInfo> {
  return async ({ discord_id }) => {
    const row = chooseSubscription(await listOwnSubscriptions(deps.db, discord_id), deps.plans);
    if (!row) return { success: true, message: "No subscription.", has_subscription: false, subscription: null };
    return { success: true, message: "Found.", has_subscription: true, subscription: describe(row) };
  };
}
