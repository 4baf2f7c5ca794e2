import type { EventReason } from "@moddy/schemas";

/** What an event says of where it is from. */
export interface EventOrigin {
  /** The connected account; null for the endpoint's own. */
  readonly account: string | null;
  readonly livemode: boolean | null;
}

/** What is known of the key that reads from Stripe; null where it does not show. */
export interface KeyOrigin {
  readonly account: string | null;
  readonly livemode: boolean | null;
}

/**
 * Why this key can never read what an event is about.
 * @returns undefined when nothing speaks against it; what is not known speaks for it.
 */
export function whyForeign(event: EventOrigin, key: KeyOrigin): EventReason | undefined {
  if (event.livemode !== null && key.livemode !== null && event.livemode !== key.livemode) return "other_mode";
  if (event.account !== null && key.account !== null && event.account !== key.account) return "other_account";
  return undefined;
}
