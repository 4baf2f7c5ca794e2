import type { Checkout } from "../stripe/read-event.ts";
import type { Link } from "./link-source.ts";
import { readLinkToken } from "./link-token.ts";

/** What proves whose a checkout is. */
export interface CheckoutTrust {
  /** Whether a bare Discord id in `client_reference_id` links, though a buyer can edit it. */
  readonly claims: "signed" | "trusted";
  /** The keys of link tokens: of the current and the previous secret. */
  readonly tokenKeys: readonly Buffer[];
}

/** Whom a checkout asks to be linked to, and why a `client_reference_id` was not believed. */
export interface CheckoutLink {
  readonly link: Link | null;
  readonly refused: "token_expired" | "token_forged" | "claim_without_proof" | null;
}

const NONE: CheckoutLink = { link: null, refused: null };

/**
 * Decides whom a completed checkout is for. Its metadata are the work of whoever holds Stripe's key. Its
 * `client_reference_id` may come from the address that the buyer opened, and Stripe does not say so: it counts as a link
 * token, which must have been valid when the session was made, or as a claim where the operator trusts claims.
 */
export function readCheckoutLink(checkout: Checkout, { claims, tokenKeys }: CheckoutTrust): CheckoutLink {
  const { metadataDiscordId, clientReferenceId, created } = checkout;
  if (metadataDiscordId !== null) return { link: { discordId: metadataDiscordId, source: "metadata" }, refused: null };
  if (clientReferenceId === null) return NONE;
  const token = readLinkToken(clientReferenceId, tokenKeys, created);
  if (token.kind === "valid") return { link: { discordId: token.discordId, source: "token" }, refused: null };
  if (token.kind !== "no_token") return { link: null, refused: `token_${token.kind}` };
  if (!/^\d{17,20}$/.test(clientReferenceId)) return NONE;
  if (claims === "signed") return { link: null, refused: "claim_without_proof" };
  return { link: { discordId: clientReferenceId, source: "claim" }, refused: null };
}
