import type { Transaction } from "kysely";
import { chooseLink, type KnownLinks } from "../account/choose-link.ts";
import type { Link } from "../account/link-source.ts";
import { isKnownStatus } from "../entitlement/policy.ts";
import { addCustomer, findCustomer, lockCustomer, type OwnedCustomer } from "../store/customers.ts";
import { linkCustomer } from "../store/link-customer.ts";
import { listContests, listCoverage } from "../store/list-contests.ts";
import { readLinkedSubscriptions } from "../store/read-linked-subscriptions.ts";
import type { BackendDatabase } from "../store/schema.ts";
import type { AfterCommit } from "../store/transaction.ts";
import { writeAccount, writeCharge } from "../store/write-account.ts";
import type { Account } from "../stripe/fetch-account.ts";
import type { FetchedCharge } from "../stripe/fetch-charge.ts";
import type { StripeQueue } from "./create-stripe-queue.ts";
import { needsCoverage } from "./needs-coverage.ts";
import type { RefreshEntitlement } from "./refresh-entitlement.ts";

type Trx = Transaction<BackendDatabase>;

/** What was read from Stripe in one go. */
export interface AccountReading {
  /** The number that was drawn before the reading began. */
  readonly fetchSeq: string;
  readonly account: Account;
  readonly charge: FetchedCharge | null;
  /** Further payments that were read, known from an older version. */
  readonly charges?: readonly FetchedCharge[];
  /** The link that a completed checkout asks for. */
  readonly checkoutLink: Link | null;
  /** The Discord user that a person links the customer to, whatever Stripe's data says. */
  readonly linkTo?: string;
  /** Whether what is read was there before, so that it is no news, and its roles were given for it. */
  readonly quiet?: boolean;
}

/** What became of a reading. */
export interface ApplyResult {
  /** Whether a reading that began later was stored before. */
  readonly stale: boolean;
  readonly previousDiscordId: string | null;
  /** The Discord user that the customer is linked to now. */
  readonly discordId: string | null;
}

/** The link to make; what a person says goes before what was read. */
function linkOf(known: KnownLinks, { account, checkoutLink, linkTo }: AccountReading, stale: boolean): Link | null {
  if (linkTo !== undefined) return { discordId: linkTo, source: "person" };
  return chooseLink(known, stale ? null : account, checkoutLink);
}

/** Stores what was read from Stripe, links the customer, and refreshes the entitlement of every user concerned. */
export type ApplyAccount = (trx: Trx, afterCommit: AfterCommit, reading: AccountReading) => Promise<ApplyResult>;

async function lockOrAddCustomer(trx: Trx, customerId: string, at: Date): Promise<OwnedCustomer> {
  await lockCustomer(trx, customerId);
  const stored = await findCustomer(trx, customerId);
  if (stored) return stored;
  await addCustomer(trx, customerId, at);
  const added = await findCustomer(trx, customerId);
  if (!added) throw new Error("the customer that was just added is not there");
  return added;
}

/** Whether a payment was contested while its subscription was read: then the invoices are not known. */
async function isHalfRead(trx: Trx, customerId: string): Promise<boolean> {
  const contests = await listContests(trx, customerId);
  if (contests.length === 0) return false;
  return (await listCoverage(trx, customerId)).some((known) => needsCoverage(known, contests));
}

/** Makes the one way by which Stripe's data gets into the tables. `now` gives ms since 1970. */
export function createApplyAccount(deps: {
  refreshEntitlement: RefreshEntitlement;
  stripeQueue: Pick<StripeQueue, "readAgain">;
  now: () => number;
}): ApplyAccount {
  return async (trx, afterCommit, reading) => {
    const { account, charge, charges = [], fetchSeq, quiet = false } = reading;
    const { customerId } = account;
    const at = new Date(deps.now());
    const customer = await lockOrAddCustomer(trx, customerId, at);
    const stale = BigInt(customer.fetch_seq) > BigInt(fetchSeq);
    const ordered = reading.linkTo !== undefined;
    const stored = { customer, subscriptions: await readLinkedSubscriptions(trx, customerId) };
    const link = linkOf(stored, reading, stale);
    if (!stale) await writeAccount(trx, account, { fetchSeq, at, isKnownStatus });
    for (const each of charge ? [charge, ...charges] : charges) await writeCharge(trx, each, { fetchSeq, at });
    if (link) await linkCustomer(trx, customerId, link, at);
    const owner = link?.discordId ?? customer.discord_id;
    const halfRead = await isHalfRead(trx, customerId);
    if (halfRead) await deps.stripeQueue.readAgain({ customer_id: customerId }, trx);
    const concerned = new Set([customer.discord_id, owner].filter((id) => id !== null));
    // Always in one order, so that two relinkings do not deadlock.
    for (const discordId of [...concerned].toSorted()) {
      // What the owner may have is decided when all is read.
      if (halfRead && discordId === owner) continue;
      const options = { notify: discordId === owner, quiet, ordered, adopt: quiet };
      await deps.refreshEntitlement(trx, afterCommit, discordId, options);
    }
    const previousDiscordId = customer.discord_id;
    return { stale, previousDiscordId, discordId: link?.discordId ?? previousDiscordId };
  };
}
