import type { Account } from "../stripe/fetch-account.ts";

/** What is stored of a customer's links. */
export interface KnownLinks {
  readonly customer: { readonly discord_id: string | null; readonly metadata_discord_id: string | null };
  readonly subscriptions: readonly { readonly id: string; readonly metadata_discord_id: string | null }[];
}

/**
 * Which Discord user Stripe's data names for a customer, null if it names none anew. A name that was seen before counts
 * no more, so that a link made by hand stays; a checkout counts only while nobody is linked.
 * @param account null if what was read is out of date.
 */
export function claimDiscordId(
  known: KnownLinks,
  account: Account | null,
  checkoutDiscordId: string | null,
): string | null {
  const subscriptions = account?.subscriptions ?? [];
  const newestFirst = subscriptions.toSorted((a, b) => b.created.getTime() - a.created.getTime());
  for (const { id, metadataDiscordId } of newestFirst) {
    const seen = known.subscriptions.find((each) => each.id === id)?.metadata_discord_id ?? null;
    if (metadataDiscordId && metadataDiscordId !== seen) return metadataDiscordId;
  }
  const unlinked = known.customer.discord_id === null;
  if (checkoutDiscordId && unlinked) return checkoutDiscordId;
  const metadataDiscordId = account?.metadataDiscordId ?? null;
  return metadataDiscordId !== known.customer.metadata_discord_id ? metadataDiscordId : null;
}
