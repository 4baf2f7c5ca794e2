import type { BackendEnvironment } from "@moddy/runtime";
import { deriveLinkTokenKey } from "../account/link-token.ts";
import type { CheckoutTrust } from "../account/read-checkout-link.ts";

type Config = Pick<BackendEnvironment, "CHECKOUT_CLAIMS" | "INTERNAL_API_SECRET" | "INTERNAL_API_SECRET_PREVIOUS">;

/** What proves whose a checkout is, by the configuration, and the key that signs new tokens. */
export function createCheckoutTrust(config: Config): CheckoutTrust & { readonly newTokenKey: Buffer } {
  const { CHECKOUT_CLAIMS: claims, INTERNAL_API_SECRET: secret, INTERNAL_API_SECRET_PREVIOUS: previous } = config;
  const newTokenKey = deriveLinkTokenKey(secret);
  const tokenKeys = previous === undefined ? [newTokenKey] : [newTokenKey, deriveLinkTokenKey(previous)];
  return { claims, tokenKeys, newTokenKey };
}
