/**
 * How a customer was linked to a Discord user: by metadata that only the holder of Stripe's key writes, by a token that this
 * backend signed, by a person, or by an id in the address of a payment link, which its buyer can edit.
 */
export type LinkSource = "metadata" | "token" | "person" | "claim";

/** The sources that prove whose a customer is. A claimed customer gives its plan, and nothing else. */
export const PROVEN_SOURCES: readonly LinkSource[] = ["metadata", "token", "person"];

/** Whether a link proves whose a customer is; one that an older version made does not say. */
export function isProven(source: LinkSource | null): boolean {
  return source !== null && PROVEN_SOURCES.includes(source);
}

/** A Discord user to link a customer to. */
export interface Link {
  readonly discordId: string;
  readonly source: LinkSource;
}
