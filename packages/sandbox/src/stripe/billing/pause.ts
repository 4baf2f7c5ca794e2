import { invalidRequest } from "../core/errors.ts";
import type { Subscription } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";
import { firstItemOf, intervalOf, periodEndAfter, setPeriod } from "./periods.ts";
import { collectInvoice, startPeriod } from "./renew.ts";

/** Puts a subscription into the status `paused`: no invoices until it is resumed. */
export function pause(
  state: StripeState,
  subscription: Subscription,
  why: "pause_requested" | "trial_end_without_payment_method",
): void {
  state.events.change("customer.subscription.updated", subscription, (changed) => {
    changed.status = "paused";
    changed.status_details = {
      paused: { subscription: { type: why }, transitioned_at: state.clock.now(), type: "subscription" },
    };
  });
  state.events.emit("customer.subscription.paused", subscription);
}

/** Resumes a paused subscription. A new period starts now, unless the anchor is unchanged. */
export function resume(state: StripeState, subscription: Subscription, anchor: "now" | "unchanged"): void {
  if (subscription.status !== "paused") {
    throw invalidRequest(`Subscription ${subscription.id} is not paused and cannot be resumed.`);
  }
  const start = state.clock.now();
  const end = periodEndAfter(start, start, intervalOf(firstItemOf(subscription).price));
  const activate = (changed: Subscription) => {
    changed.status = "active";
    delete changed.status_details;
  };
  if (anchor === "unchanged") {
    state.events.change("customer.subscription.updated", subscription, activate);
    state.events.emit("customer.subscription.resumed", subscription);
    return;
  }
  const invoice = startPeriod(state, subscription, { start, end }, (changed) => {
    activate(changed);
    changed.billing_cycle_anchor = start;
    setPeriod(changed, start, end);
  });
  state.events.emit("customer.subscription.resumed", subscription);
  collectInvoice(state, subscription, invoice, "at once");
}
