import { invalidRequest } from "../core/errors.ts";
import { newDispute } from "../shapes/dispute.ts";
import type { BalanceTransaction, Charge, Dispute } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";
import { addBalanceTransaction } from "./balance-transactions.ts";

/** The fee for a dispute, in cents. */
const DISPUTE_FEE = 1500;

/** Opens a dispute about a charge: the amount is withdrawn until the dispute is closed. */
export function openDispute(state: StripeState, charge: Charge, reason: string): Dispute {
  if (charge.status !== "succeeded" || charge.refunded || charge.disputed) {
    throw invalidRequest(`Charge ${charge.id} cannot be disputed.`);
  }
  const id = state.makeId("du");
  const withdrawal = addAdjustment(state, charge, id, -charge.amount, DISPUTE_FEE);
  const dispute = newDispute({ id, charge, created: state.clock.now(), reason, withdrawal });
  charge.disputed = true;
  state.disputes.add(dispute);
  state.events.emit("charge.dispute.created", dispute);
  state.events.emit("charge.dispute.funds_withdrawn", dispute);
  return dispute;
}

/** Closes a dispute with the bank's decision. A won dispute reinstates the amount. */
export function closeDispute(state: StripeState, dispute: Dispute, outcome: "lost" | "won"): void {
  if (dispute.status === "lost" || dispute.status === "won") {
    throw invalidRequest(`Dispute ${dispute.id} is already closed.`);
  }
  dispute.status = outcome;
  if (outcome === "won") {
    const charge = state.charges.get(dispute.charge);
    dispute.balance_transactions.push(addAdjustment(state, charge, dispute.id, dispute.amount, -DISPUTE_FEE));
    state.events.emit("charge.dispute.funds_reinstated", dispute);
  }
  state.events.emit("charge.dispute.closed", dispute);
}

function addAdjustment(
  state: StripeState,
  charge: Charge,
  source: string,
  amount: number,
  fee: number,
): BalanceTransaction {
  const description = amount < 0 ? `Chargeback withdrawal for ${charge.id}` : `Chargeback reversal for ${charge.id}`;
  const { currency } = charge;
  return addBalanceTransaction(state, { amount, fee, currency, source, type: "adjustment", description });
}
