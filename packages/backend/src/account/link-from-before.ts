import type { Account } from "../stripe/fetch-account.ts";
import type { Checkout } from "../stripe/read-event.ts";
import { isProven, type Link, type LinkSource } from "./link-source.ts";
import { type CheckoutTrust, readCheckoutLink } from "./read-checkout-link.ts";

/** What is stored of a customer. */
interface StoredCustomer {
  readonly discord_id: string | null;
  readonly link_source: LinkSource | null;
  readonly unlinked_since: Date;
  readonly created_at: Date;
}

/** Whether old sessions may say whose a customer is: not of one whom metadata name, or whom a person linked or unlinked. */
export function needsOldCheckouts({ metadataDiscordId, subscriptions }: Account, stored?: StoredCustomer): boolean {
  if (metadataDiscordId !== null || subscriptions.some((each) => each.metadataDiscordId !== null)) return false;
  if (!stored) return true;
  if (stored.discord_id !== null) return !isProven(stored.link_source);
  return stored.unlinked_since <= stored.created_at;
}

/** The link that a customer's old sessions ask for, the newest first. A claim from before is proven by them, and never moved. */
export function linkFromBefore(
  newestFirst: readonly Checkout[],
  trust: CheckoutTrust,
  stored?: StoredCustomer,
): Link | null {
  const links = newestFirst.flatMap((checkout) => readCheckoutLink(checkout, trust).link ?? []);
  const [newest = null] = links;
  const claimed = stored?.discord_id ?? null;
  return newest && claimed !== null && newest.discordId !== claimed ? null : newest;
}
