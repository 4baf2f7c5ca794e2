import type { Stripe } from "stripe";
import type { AccountReading } from "../../application/apply-account.ts";
import { fetchAccount } from "../../stripe/fetch-account.ts";
import { type FetchedCharge, fetchCharge } from "../../stripe/fetch-charge.ts";
import type { EventReading } from "../../stripe/read-event.ts";

/**
 * Asks Stripe for the current state of what an event is about.
 * @param fetchSeq the number that was drawn for this reading.
 * @returns undefined when it belongs to no customer.
 * @throws the Stripe library's errors.
 */
export async function fetchCurrentState(
  stripe: Stripe,
  event: EventReading,
  fetchSeq: string,
): Promise<Omit<AccountReading, "checkoutLink"> | undefined> {
  if (event.kind === "ignored") return undefined;
  let charge: FetchedCharge | null = null;
  let customerId = event.kind === "customer" ? event.customerId : null;
  if (event.kind === "charge") ({ charge, customerId } = await fetchCharge(stripe, event.chargeId));
  if (customerId === null) return undefined;
  const account = await fetchAccount(stripe, customerId, event.kind === "customer" && event.deleted);
  return { fetchSeq, account, charge };
}
