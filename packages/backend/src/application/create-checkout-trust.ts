import type { BackendEnvironment } from "@moddy/runtime";
import { deriveLinkTokenKey } from "../account/link-token.ts";
import type { CheckoutTrust } from "../account/read-checkout-link.ts";

type Config = Pick<BackendEnvironment, "CHECKOUT_CLAIMS" | "INTERNAL_API_SECRET" | "INTERNAL_API_SECRET_PREVIOUS">;

/** What proves whose a checkout is, by the configuration. The key of new tokens stands first. */
export function createCheckoutTrust(config: Config): CheckoutTrust {
  const { CHECKOUT_CLAIMS: claims, INTERNAL_API_SECRET: secret, INTERNAL_API_SECRET_PREVIOUS: previous } = config;
  const secrets = previous === undefined ? [secret] : [secret, previous];
  return { claims, tokenKeys: secrets.map(deriveLinkTokenKey) };
}
