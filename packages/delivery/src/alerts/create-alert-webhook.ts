import { randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import type { Alert } from "./create-alerts.ts";

const TIMEOUT_MS = 10_000;

/**
 * Makes the function that sends alerts to a webhook: a POST of `{type, timestamp, data}`, signed after Standard Webhooks.
 * @param options.secret `whsec_` and base64, or any other text, whose bytes are the key.
 * @param options.now gives milliseconds since 1970.
 */
export function createAlertWebhook(options: {
  url: string;
  secret: string;
  now: () => number;
}): (alert: Alert) => Promise<void> {
  const isEncoded = options.secret.startsWith("whsec_");
  const webhook = new Webhook(options.secret, isEncoded ? {} : { format: "raw" });
  return async (alert) => {
    const id = `msg_${randomUUID()}`;
    const timestamp = new Date(options.now());
    const body = JSON.stringify({ type: "deliveries.alert", timestamp: timestamp.toISOString(), data: alert });
    const response = await fetch(options.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": String(Math.floor(timestamp.getTime() / 1_000)),
        "webhook-signature": webhook.sign(id, timestamp, body),
      },
      body,
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`The alert webhook answered with ${response.status}`);
  };
}
