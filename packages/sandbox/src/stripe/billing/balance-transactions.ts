import { type BalanceTransactionFields, newBalanceTransaction } from "../shapes/charge.ts";
import type { BalanceTransaction } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";

/** Adds a change of the account's balance, created now. */
export function addBalanceTransaction(
  state: StripeState,
  fields: Omit<BalanceTransactionFields, "created" | "id">,
): BalanceTransaction {
  const transaction = newBalanceTransaction({ ...fields, id: state.makeId("txn"), created: state.clock.now() });
  return state.balanceTransactions.add(transaction);
}
