import type { Dependencies } from "../../dependencies.ts";
import type { BackendFeature } from "../feature.ts";
import { createSubscriptionCancel } from "./cancel.ts";
import { createSubscriptionInfo } from "./info.ts";
import { createSubscriptionInvoices } from "./invoices.ts";
import { createSubscriptionRefund } from "./refund.ts";

/** What a user pays for: to look at, to refund, to cancel. */
export const subscription = {
  name: "subscription",
  setUp(dependencies: Pick<Dependencies, "db" | "stripe" | "stripeQueue" | "plans" | "step" | "now">) {
    return {
      operations: {
        subscriptionInfo: createSubscriptionInfo(dependencies),
        subscriptionInvoices: createSubscriptionInvoices(dependencies),
        subscriptionRefund: createSubscriptionRefund(dependencies),
        subscriptionCancel: createSubscriptionCancel(dependencies),
      },
    };
  },
} satisfies BackendFeature;
