import { Stripe } from "stripe";
import { WEBHOOK_SECRET } from "./start-test-environment.ts";

const signer = new Stripe("sk_test_unused").webhooks;

/** What may be otherwise than Stripe sends it. */
export interface Sending {
  readonly secret?: string;
  /** In seconds. */
  readonly age?: number;
  readonly header?: Record<string, string>;
}

/** Posts a body to a backend's webhook, signed as Stripe signs. */
export function postSigned(
  publicUrl: string,
  payload: string,
  { secret = WEBHOOK_SECRET, age = 0, header = {} }: Sending = {},
): Promise<Response> {
  const timestamp = Math.floor(Date.now() / 1000) - age;
  const signature = signer.generateTestHeaderString({ payload, secret, timestamp });
  const headers = { "content-type": "application/json", "stripe-signature": signature, ...header };
  return fetch(`${publicUrl}/webhooks/stripe`, { method: "POST", body: payload, headers });
}

/** An event as Stripe sends it, over an object. */
export function eventBody(id: string, type: string, object: unknown, more: Record<string, unknown> = {}): string {
  const created = Math.floor(Date.now() / 1000);
  return JSON.stringify({ id, object: "event", type, created, livemode: false, data: { object }, ...more });
}
