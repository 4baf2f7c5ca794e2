import { invalidRequest } from "../core/errors.ts";
import type { Refund } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";
import { addBalanceTransaction } from "./balance-transactions.ts";

/** The bank gives a refund back, as when the card was closed: the charge has its money again. */
export function failRefund(state: StripeState, refund: Refund): void {
  if (refund.status !== "succeeded") throw invalidRequest(`Refund ${refund.id} is ${refund.status}.`);
  const charge = state.charges.get(refund.charge ?? "");
  const { id: source, amount, currency } = refund;
  const description = `REFUND FAILURE (${charge.description ?? charge.id})`;
  const returned = { amount, fee: 0, currency, source, type: "refund", description } as const;
  charge.amount_refunded -= amount;
  charge.refunded = false;
  state.events.change("refund.updated", refund, (changed) => {
    changed.status = "failed";
    changed.failure_reason = "expired_or_canceled_card";
    changed.failure_balance_transaction = addBalanceTransaction(state, returned).id;
  });
  state.events.emit("charge.refund.updated", refund);
  state.events.emit("refund.failed", refund);
}
