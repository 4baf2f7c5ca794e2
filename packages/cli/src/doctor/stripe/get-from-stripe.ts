import type { CliContext } from "../../context.ts";
import { type FetchResult, fetchJson } from "../../network/fetch-json.ts";
import { bad, type Finding } from "../finding.ts";
import { oncePerPath } from "../once-per-path.ts";

const TIMEOUT_MS = 10_000;

/** GETs a path of Stripe's API, each path once. */
export type GetFromStripe = (path: `/v1/${string}`) => Promise<FetchResult>;

/** Creates the reader of Stripe's API. `base` is STRIPE_API_BASE. */
export function createGetFromStripe(
  { base, apiKey }: { base: string; apiKey: string },
  { now, signal }: Pick<CliContext, "now" | "signal">,
): GetFromStripe {
  const headers = { authorization: `Bearer ${apiKey}` };
  return oncePerPath((path) => fetchJson(`${base}${path}`, { headers, timeoutMs: TIMEOUT_MS, now, signal }));
}

/** What is wrong with an answer, whatever the request: Stripe is unreachable, down, or rejects the key. */
export function checkStripeAnswer(result: FetchResult): Finding | undefined {
  if (result.kind === "failed") {
    const cause = "This host cannot connect to Stripe: no internet, no DNS, a firewall, or a wrong STRIPE_API_BASE.";
    const fix = "Allow outgoing HTTPS to api.stripe.com. The default of STRIPE_API_BASE is https://api.stripe.com.";
    return bad("stripe_unreachable", `Stripe cannot be reached (${result.code})`, cause, fix);
  }
  if (result.status === 401) {
    const cause = "STRIPE_API_KEY is wrong, was rolled, or has expired.";
    const fix = "Stripe dashboard, Developers, API keys: copy the secret key and set it as STRIPE_API_KEY.";
    return bad("stripe_key", "Stripe rejects the key (401)", cause, fix);
  }
  if (result.status === 403) {
    const cause = "STRIPE_API_KEY is a restricted key that lacks a permission.";
    const fix =
      "Stripe dashboard, API keys: give the key read access to prices and webhook endpoints, and write access to billing.";
    return bad("stripe_permission", "Stripe denies the call (403)", cause, fix);
  }
  if (result.status >= 500 || result.status === 429) {
    const cause = "Stripe has problems or limits the rate of calls: see https://status.stripe.com.";
    return bad("stripe_down", `Stripe answers ${result.status}`, cause, "Wait. No event is lost in the meantime.");
  }
  return undefined;
}
