import type { Account } from "../stripe/fetch-account.ts";

/** What is stored of a customer's links. */
export interface KnownLinks {
  readonly customer: { readonly discord_id: string | null; readonly metadata_discord_id: string | null };
  readonly subscriptions: readonly { readonly id: string; readonly metadata_discord_id: string | null }[];
}

/**
 * Which Discord user Stripe's data newly names for a customer; null when it names no new one. A Discord id that was stored
 * before does not count again, so that a link made by hand stays. A checkout counts only while no user is linked.
 * @param account null when a later reading was stored before.
 */
export function claimDiscordId(
  known: KnownLinks,
  account: Account | null,
  checkoutDiscordId: string | null,
): string | null {
  const newestFirst = (account?.subscriptions ?? []).toSorted((a, b) => b.created.getTime() - a.created.getTime());
  for (const { id, metadataDiscordId } of newestFirst) {
    const stored = known.subscriptions.find((each) => each.id === id)?.metadata_discord_id ?? null;
    if (metadataDiscordId && metadataDiscordId !== stored) return metadataDiscordId;
  }
  const unlinked = known.customer.discord_id === null;
  if (checkoutDiscordId && unlinked) return checkoutDiscordId;
  const metadataDiscordId = account?.metadataDiscordId ?? null;
  return metadataDiscordId !== known.customer.metadata_discord_id ? metadataDiscordId : null;
}
