import type { Account } from "../stripe/fetch-account.ts";
import { isProven, type Link, type LinkSource } from "./link-source.ts";

/** What is stored of a customer's links. */
export interface KnownLinks {
  readonly customer: {
    readonly discord_id: string | null;
    readonly metadata_discord_id: string | null;
    readonly link_source: LinkSource | null;
  };
  readonly subscriptions: readonly { readonly id: string; readonly metadata_discord_id: string | null }[];
}

/** A Discord id in Stripe's metadata that was not stored before. */
function findNewWord(known: KnownLinks, account: Account): string | null {
  const newestFirst = account.subscriptions.toSorted((a, b) => b.created.getTime() - a.created.getTime());
  for (const { id, metadataDiscordId } of newestFirst) {
    const stored = known.subscriptions.find((each) => each.id === id)?.metadata_discord_id ?? null;
    if (metadataDiscordId && metadataDiscordId !== stored) return metadataDiscordId;
  }
  return null;
}

/** Whether a checkout may link: one without proof does while no user is linked, one with proof also beats a claim. */
function mayLink({ customer }: KnownLinks, checkout: Link): boolean {
  return customer.discord_id === null || (isProven(checkout.source) && !isProven(customer.link_source));
}

function names({ metadataDiscordId, subscriptions }: Account, discordId: string): boolean {
  return metadataDiscordId === discordId || subscriptions.some((each) => each.metadataDiscordId === discordId);
}

/**
 * Which Discord user a customer is to be linked to; null when the link stays as it is. A Discord id that was stored before
 * does not count again, so that a link made by hand stays; it does prove a claim that names the same user.
 * @param account null when a later reading was stored before.
 * @param checkout the link that a completed checkout asks for.
 */
export function chooseLink(known: KnownLinks, account: Account | null, checkout: Link | null): Link | null {
  const newWord = account && findNewWord(known, account);
  if (newWord) return { discordId: newWord, source: "metadata" };
  if (checkout && mayLink(known, checkout)) return checkout;
  const { discord_id, metadata_discord_id, link_source } = known.customer;
  const ofCustomer = account?.metadataDiscordId ?? null;
  if (ofCustomer && ofCustomer !== metadata_discord_id) return { discordId: ofCustomer, source: "metadata" };
  if (account && discord_id !== null && !isProven(link_source) && names(account, discord_id)) {
    return { discordId: discord_id, source: "metadata" };
  }
  return null;
}
