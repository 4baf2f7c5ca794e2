import { invalidRequest, referenceMissing } from "../core/errors.ts";
import { newRefund } from "../shapes/refund.ts";
import type { Charge, Refund } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";
import { addBalanceTransaction } from "./balance-transactions.ts";

export interface RefundRequest {
  /** In the currency's smallest unit; null for all that is left. */
  readonly amount: number | null;
  readonly reason: "duplicate" | "fraudulent" | "requested_by_customer" | null;
  readonly metadata: Record<string, string>;
}

/** Refunds a charge. Throws Stripe's error when the amount is above what is left of it. */
export function refund(state: StripeState, charge: Charge, order: RefundRequest): Refund {
  const left = charge.amount - charge.amount_refunded;
  refuse(charge, order, left);
  const amount = order.amount ?? left;
  const id = state.makeId("re");
  const created = state.clock.now();
  const refunded = newRefund({
    id,
    charge,
    amount,
    created,
    reason: order.reason,
    metadata: order.metadata,
    balanceTransaction: addRefundTransaction(state, charge, amount, id),
  });
  state.refunds.add(refunded);
  state.events.change("charge.refunded", charge, (changed) => {
    changed.amount_refunded += amount;
    changed.refunded = changed.amount_refunded === changed.amount;
  });
  state.events.emit("refund.created", refunded);
  return refunded;
}

function refuse(charge: Charge, { amount }: RefundRequest, left: number): void {
  if (charge.status !== "succeeded") {
    throw invalidRequest(`Charge ${charge.id} has not been paid and cannot be refunded.`, { param: "charge" });
  }
  if (charge.disputed) {
    const message = `Charge ${charge.id} has been charged back; cannot issue a refund.`;
    throw invalidRequest(message, { code: "charge_disputed" });
  }
  if (left === 0) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, { code: "charge_already_refunded" });
  }
  if (amount !== null && amount > left) {
    const message = `Refund amount (${dollars(amount)}) is greater than unrefunded amount on charge (${dollars(left)})`;
    throw invalidRequest(message, { param: "amount" });
  }
}

const dollars = (cents: number): string => `$${(cents / 100).toFixed(2)}`;

function addRefundTransaction(state: StripeState, charge: Charge, amount: number, source: string): string {
  const description = `REFUND FOR CHARGE (${charge.description ?? charge.id})`;
  const { currency } = charge;
  return addBalanceTransaction(state, { amount: -amount, fee: 0, currency, source, type: "refund", description }).id;
}

/** The charge that a refund names, directly or by its payment intent. */
export function chargeToRefund(
  state: StripeState,
  { charge, payment_intent }: { charge?: string | undefined; payment_intent?: string | undefined },
): Charge {
  if (charge !== undefined) {
    const found = state.charges.find(charge);
    if (found === undefined) throw referenceMissing("charge", charge, "charge");
    return found;
  }
  if (payment_intent === undefined) {
    throw invalidRequest("One of the following params should be provided for this request: payment_intent or charge.");
  }
  const intent = state.paymentIntents.find(payment_intent);
  if (intent === undefined) throw referenceMissing("payment_intent", payment_intent, "payment_intent");
  const latest = state.charges.find(intent.latest_charge ?? "");
  if (latest !== undefined && latest.status === "succeeded") return latest;
  throw invalidRequest(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, {
    param: "payment_intent",
  });
}
