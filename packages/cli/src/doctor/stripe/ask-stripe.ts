import type { CliContext } from "../../context.ts";
import { type FetchResult, fetchJson } from "../../network/fetch-json.ts";
import { bad, type Finding } from "../finding.ts";

const TIMEOUT_MS = 10_000;

/** GETs from Stripe's API; each path is asked once. */
export type AskStripe = (path: `/v1/${string}`) => Promise<FetchResult>;

/** Makes the one who asks Stripe. `base` is STRIPE_API_BASE. */
export function createAskStripe(
  { base, apiKey }: { base: string; apiKey: string },
  { now, signal }: Pick<CliContext, "now" | "signal">,
): AskStripe {
  const headers = { authorization: `Bearer ${apiKey}` };
  const asked = new Map<string, Promise<FetchResult>>();
  return (path) => {
    const answer = asked.get(path) ?? fetchJson(`${base}${path}`, { headers, timeoutMs: TIMEOUT_MS, now, signal });
    asked.set(path, answer);
    return answer;
  };
}

/** What is wrong with an answer whatever was asked: Stripe cannot be reached, is down, or refuses the key. */
export function judgeAnswer(result: FetchResult): Finding | undefined {
  if (result.kind === "failed") {
    const cause = "This host has no way to Stripe: no internet, DNS, a firewall, or a wrong STRIPE_API_BASE.";
    const fix =
      "Allow outgoing HTTPS to api.stripe.com; STRIPE_API_BASE is https://api.stripe.com where it is not set.";
    return bad("stripe_unreachable", `Stripe cannot be reached (${result.code})`, cause, fix);
  }
  if (result.status === 401) {
    const cause = "STRIPE_API_KEY is wrong, was rolled, or has expired.";
    const fix = "Stripe dashboard, Developers, API keys: copy the secret key and set it as STRIPE_API_KEY.";
    return bad("stripe_key", "Stripe refuses the key (401)", cause, fix);
  }
  if (result.status === 403) {
    const cause = "STRIPE_API_KEY is a restricted key that lacks a permission.";
    const fix =
      "Stripe dashboard, API keys: give it read access to prices and webhook endpoints, and write to billing.";
    return bad("stripe_permission", "Stripe refuses the call (403)", cause, fix);
  }
  if (result.status >= 500 || result.status === 429) {
    const cause = "Stripe itself has trouble, or asks for a pause: https://status.stripe.com tells more.";
    return bad("stripe_down", `Stripe answers ${result.status}`, cause, "Wait; nothing is lost meanwhile.");
  }
  return undefined;
}
