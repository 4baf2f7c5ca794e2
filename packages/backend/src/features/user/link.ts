import type { Handler } from "@moddy/internal-api/server";
import type { backendOperations } from "@moddy/schemas";
import type { Dependencies } from "../../dependencies.ts";
import { nextFetchSeq } from "../../store/customers.ts";
import { callStripe } from "../../stripe/call-stripe.ts";
import { fetchAccount } from "../../stripe/fetch-account.ts";

const UNKNOWN = { success: false, message: "Stripe knows no such customer.", linked: false };

/** Answers `user_link`: reads what the customer pays for from Stripe, and links the customer to the Discord user. */
export function createUserLink(
  deps: Pick<Dependencies, "db" | "transact" | "stripe" | "applyAccount" | "firstImport" | "step">,
): Handler<typeof backendOperations.userLink> {
  return async ({ customer_id, discord_id }) => {
    const fetchSeq = await nextFetchSeq(deps.db);
    const answer = await callStripe(() => fetchAccount(deps.stripe, customer_id, false));
    if (!answer.ok || answer.value.deleted) return UNKNOWN;
    await deps.step("link.fetched");
    const reading = { fetchSeq, account: answer.value, charge: null, checkoutLink: null, linkTo: discord_id };
    const applied = await deps.transact((trx, afterCommit) => deps.applyAccount(trx, afterCommit, reading));
    const previous = applied.previousDiscordId === discord_id ? null : applied.previousDiscordId;
    const waits = previous !== null && !(await deps.firstImport.hasEnded(deps.db));
    const message = waits
      ? "Linked. The previous user's roles are taken when the import of earlier subscriptions has ended."
      : "Linked.";
    return { success: true, message, linked: true, previous_discord_id: previous };
  };
}
