import type { Subscription } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";
import { cancelNow } from "./cancel.ts";
import { pause } from "./pause.ts";
import { paymentMethodOf } from "./pay-invoice.ts";
import { firstItemOf, intervalOf, periodEndAfter, setPeriod } from "./periods.ts";
import { type Collect, collectInvoice, startPeriod } from "./renew.ts";

/** Ends a trial now: starts the first paid period or, without a payment method, does what `trial_settings` say. */
export function endTrial(state: StripeState, subscription: Subscription, collect: Collect): void {
  const missing = subscription.trial_settings?.end_behavior.missing_payment_method ?? "create_invoice";
  if (paymentMethodOf(state, subscription) === null && missing !== "create_invoice") {
    if (missing === "cancel") cancelNow(state, subscription, { reason: null });
    else pause(state, subscription, "trial_end_without_payment_method");
    return;
  }
  const start = state.clock.now();
  const end = periodEndAfter(start, start, intervalOf(firstItemOf(subscription).price));
  const invoice = startPeriod(state, subscription, { start, end }, (changed) => {
    changed.status = "active";
    changed.trial_end = start;
    changed.billing_cycle_anchor = start;
    setPeriod(changed, start, end);
  });
  collectInvoice(state, subscription, invoice, collect);
}
