import type { Handler } from "@moddy/internal-api/server";
import type { backendOperations } from "@moddy/schemas";
import type { Kysely } from "kysely";
import type { Stripe } from "stripe";
import type { ApplyAccount } from "../../account/apply-account.ts";
import type { Step } from "../../step.ts";
import { nextFetchSeq } from "../../store/customers.ts";
import type { BackendDatabase } from "../../store/schema.ts";
import type { Transact } from "../../store/transaction.ts";
import { callStripe } from "../../stripe/call-stripe.ts";
import { fetchAccount } from "../../stripe/fetch-account.ts";

/** What linking needs. */
export interface LinkDeps {
  readonly db: Kysely<BackendDatabase>;
  readonly transact: Transact;
  readonly stripe: Stripe;
  readonly applyAccount: ApplyAccount;
  readonly step: Step;
}

const UNKNOWN = { success: false, message: "Stripe knows no such customer.", linked: false };

/** Answers `user_link`: what the customer pays for is read from Stripe and given to the Discord user. */
export function createUserLink(deps: LinkDeps): Handler<typeof backendOperations.userLink> {
  return async ({ customer_id, discord_id }) => {
    const fetchSeq = await nextFetchSeq(deps.db);
    const answer = await callStripe(() => fetchAccount(deps.stripe, customer_id, false));
    if (!answer.ok || answer.value.deleted) return UNKNOWN;
    await deps.step("link.fetched");
    const reading = { fetchSeq, account: answer.value, charge: null, checkoutDiscordId: null, linkTo: discord_id };
    const applied = await deps.transact((trx, afterCommit) => deps.applyAccount(trx, afterCommit, reading));
    const previous = applied.previousDiscordId === discord_id ? null : applied.previousDiscordId;
    return { success: true, message: "Linked.", linked: true, previous_discord_id: previous };
  };
}
