import { Stripe } from "stripe";

/** The Stripe library's client: 10 s for an attempt, and two more attempts, under one idempotency key. */
export function createStripe(options: { apiKey: string; apiBase: string }): Stripe {
  const base = new URL(options.apiBase);
  return new Stripe(options.apiKey, {
    protocol: base.protocol === "http:" ? "http" : "https",
    // A URL has an IPv6 address in brackets, a socket wants it without.
    host: base.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: base.port || (base.protocol === "http:" ? 80 : 443),
    timeout: 10_000,
    maxNetworkRetries: 2,
    telemetry: false,
    appInfo: { name: "moddy" },
  });
}
