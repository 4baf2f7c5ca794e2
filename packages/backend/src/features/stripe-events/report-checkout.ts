import { paysForPlan } from "../../account/pays-for-plan.ts";
import type { CheckoutLink } from "../../account/read-checkout-link.ts";
import type { ApplyResult } from "../../application/apply-account.ts";
import type { Dependencies } from "../../dependencies.ts";
import type { Account } from "../../stripe/fetch-account.ts";

/** Says in the log why a completed checkout links nobody, and that somebody paid for nobody. It never says the reference. */
export function reportCheckout(
  { logger, plans }: Pick<Dependencies, "logger" | "plans">,
  eventId: string | null,
  { refused }: Pick<CheckoutLink, "refused">,
  { discordId, account }: Pick<ApplyResult, "discordId"> & { readonly account: Account },
): void {
  const facts = { event_id: eventId, customer_id: account.customerId };
  if (refused) {
    const refusal = { event: "checkout_link_refused", ...facts, reason: refused };
    logger.warn(refusal, "A checkout names a Discord user without proof, so that links nobody");
  }
  if (discordId === null && paysForPlan(account.subscriptions, plans)) {
    const text = "Somebody paid, and no Discord user is known: `moddy link` gives the plan to one";
    logger.warn({ event: "checkout_unlinked", ...facts }, text);
  }
}
