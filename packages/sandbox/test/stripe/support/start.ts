import fastify from "fastify";
import { Stripe } from "stripe";
import type { Test } from "tap";
import { createStripeState, type StripeStateOptions } from "../../../src/stripe/create-state.ts";
import { serveStripe } from "../../../src/stripe/serve-stripe.ts";
import type { StripeState } from "../../../src/stripe/state.ts";

export const SECRET_KEY = "sk_test_sandbox0000000000000000";
export const WEBHOOK_SECRET = "whsec_sandbox0000000000000000000000";
export const DISCORD_ID = "123456789012345678";

export interface Sandbox {
  readonly url: string;
  readonly state: StripeState;
  readonly stripe: Stripe;
  /** Posts to the control API, or gets without a body, and gives its JSON; throws when the status is not 2xx. */
  readonly control: <T>(path: string, body?: unknown) => Promise<T>;
  /** A person buys a subscription. */
  readonly buy: (order?: Record<string, unknown>) => Promise<Purchase>;
  /** The JSON of the API, without the stripe library. */
  readonly raw: (path: string, headers?: Record<string, string>) => Promise<Record<string, unknown>>;
}

export interface Purchase {
  readonly session: Stripe.Checkout.Session;
  readonly customer: Stripe.Customer;
  readonly subscription: Stripe.Subscription;
  readonly invoice: Stripe.Invoice;
  readonly charge: Stripe.Charge;
}

/** The local Stripe alone on a free port; closed when the test ends. */
export async function startStripe(t: Test, options: Partial<StripeStateOptions> = {}): Promise<Sandbox> {
  const state = createStripeState({ now: Date.now, random: Math.random, secretKey: SECRET_KEY, ...options });
  const app = fastify({ forceCloseConnections: true });
  await app.register(serveStripe, { state });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  t.teardown(() => app.close());
  const control: Sandbox["control"] = (path, body) => callControl(`${url}/_sandbox/stripe${path}`, body);
  return {
    url,
    state,
    stripe: stripeAt(url),
    control,
    buy: (order) => control("/checkout", { discord_id: DISCORD_ID, email: "ann@example.com", ...order }),
    async raw(path, headers) {
      const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${SECRET_KEY}`, ...headers } });
      return (await response.json()) as Record<string, unknown>;
    },
  };
}

export function stripeAt(url: string, config: Partial<Stripe.StripeConfig> = {}, key = SECRET_KEY): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe(key, { host: hostname, port, protocol: "http", telemetry: false, maxNetworkRetries: 0, ...config });
}

async function callControl<T>(url: string, body?: unknown): Promise<T> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, body === undefined ? {} : { method: "POST", body: JSON.stringify(body), headers });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return JSON.parse(text) as T;
}

/** The id behind a reference, expanded or not. */
export function idOf(reference: string | { readonly id: string } | null | undefined): string {
  return typeof reference === "string" ? reference : (reference?.id ?? "");
}

/** A clock that only moves on demand. It starts on a day that every month has. */
export function stillClock(start = Date.UTC(2026, 2, 10, 12)): {
  now: () => number;
  move: (milliseconds: number) => void;
} {
  let time = start;
  return {
    now: () => time,
    move(milliseconds) {
      time += milliseconds;
    },
  };
}
