import type { Transaction } from "kysely";
import type { RefreshEntitlement } from "../entitlement/refresh-entitlement.ts";
import { addCustomer, findCustomer, lockCustomer, type OwnedCustomer } from "../store/customers.ts";
import { linkCustomer } from "../store/link-customer.ts";
import { readLinkedSubscriptions } from "../store/read-linked-subscriptions.ts";
import type { BackendDatabase } from "../store/schema.ts";
import type { AfterCommit } from "../store/transaction.ts";
import { writeAccount, writeCharge } from "../store/write-account.ts";
import type { Account } from "../stripe/fetch-account.ts";
import type { FetchedCharge } from "../stripe/fetch-charge.ts";
import { claimDiscordId } from "./claim-discord-id.ts";

type Trx = Transaction<BackendDatabase>;

/** What was read from Stripe in one go. */
export interface AccountReading {
  /** The number that was drawn before the reading began. */
  readonly fetchSeq: string;
  readonly account: Account;
  readonly charge: FetchedCharge | null;
  /** The Discord user that the checkout was begun for. */
  readonly checkoutDiscordId: string | null;
  /** The Discord user that a person or the bot links the customer to, whatever Stripe says. */
  readonly linkTo?: string;
}

/** What became of a reading. */
export interface Applied {
  /** Whether a reading that began later had been stored before. */
  readonly stale: boolean;
  readonly previousDiscordId: string | null;
}

/** Stores what was read from Stripe, links the customer, and refreshes everyone's entitlement that this concerns. */
export type ApplyAccount = (trx: Trx, afterCommit: AfterCommit, reading: AccountReading) => Promise<Applied>;

async function takeCustomer(trx: Trx, customerId: string, at: Date): Promise<OwnedCustomer> {
  await lockCustomer(trx, customerId);
  const known = await findCustomer(trx, customerId);
  if (known) return known;
  await addCustomer(trx, customerId, at);
  const added = await findCustomer(trx, customerId);
  if (!added) throw new Error("the customer that was just added is not there");
  return added;
}

/** Makes the one way by which Stripe's truth gets into the tables. `now` gives ms since 1970. */
export function createApplyAccount(deps: { refresh: RefreshEntitlement; now: () => number }): ApplyAccount {
  return async (trx, afterCommit, reading) => {
    const { account, charge, fetchSeq } = reading;
    const { customerId } = account;
    const at = new Date(deps.now());
    const customer = await takeCustomer(trx, customerId, at);
    const stale = BigInt(customer.fetch_seq) > BigInt(fetchSeq);
    const known = { customer, subscriptions: await readLinkedSubscriptions(trx, customerId) };
    const claimed = reading.linkTo ?? claimDiscordId(known, stale ? null : account, reading.checkoutDiscordId);
    if (!stale) await writeAccount(trx, account, fetchSeq, at);
    if (charge) await writeCharge(trx, charge, fetchSeq, at);
    if (claimed) await linkCustomer(trx, customerId, claimed, at);
    const concerned = new Set([customer.discord_id, claimed].filter((id) => id !== null));
    // In one order for everyone, so that two relinkings do not wait for each other.
    for (const discordId of [...concerned].toSorted()) {
      const left = claimed !== null && discordId !== claimed;
      await deps.refresh(trx, afterCommit, discordId, { notify: !left });
    }
    return { stale, previousDiscordId: customer.discord_id };
  };
}
