import fastify from "fastify";
import Stripe from "stripe";
import type { Test } from "tap";
import {
  createStripeState,
  type StripeState,
  type StripeStateOptions,
  stripeSandbox,
} from "../../../src/stripe/index.ts";

export const SECRET_KEY = "sk_test_sandbox0000000000000000";
export const WEBHOOK_SECRET = "whsec_sandbox0000000000000000000000";

export interface Sandbox {
  readonly url: string;
  readonly state: StripeState;
  readonly stripe: Stripe;
  /** Calls the control API and gives its JSON; throws when the status is not 2xx. */
  readonly control: (method: string, path: string, body?: unknown) => Promise<Record<string, never>>;
}

/** The Stripe half alone on a free port; closed when the test ends. */
export async function startStripe(t: Test, options: Partial<StripeStateOptions> = {}): Promise<Sandbox> {
  const state = createStripeState({ now: Date.now, random: Math.random, secretKey: SECRET_KEY, ...options });
  const app = fastify();
  await app.register(stripeSandbox, { state });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  t.teardown(() => app.close());
  return { url, state, stripe: stripeAt(url), control: (...call) => callControl(url, ...call) };
}

export function stripeAt(url: string, config: Partial<Stripe.StripeConfig> = {}, key = SECRET_KEY): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe(key, { host: hostname, port, protocol: "http", telemetry: false, maxNetworkRetries: 0, ...config });
}

async function callControl(url: string, method: string, path: string, body?: unknown) {
  const response = await fetch(`${url}/_sandbox/stripe${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text);
}
