import type { StripeClock } from "../core/clock.ts";
import type { Table } from "../core/table.ts";
import type { StripeEvent } from "../shapes/event.ts";
import type { WebhookEndpoint } from "../shapes/wire.ts";
import { createDeliveryQueue, type Delivery, type DeliveryQueue } from "./delivery-queue.ts";
import { postEvent } from "./post.ts";
import { RETRY_DELAYS } from "./retry-schedule.ts";
import { createSecrets, type Secrets } from "./secrets.ts";
import { DEFAULT_SETTINGS, type WebhookSettings } from "./settings.ts";
import { signPayload } from "./signature.ts";

export interface WebhookOptions {
  readonly settings?: Partial<WebhookSettings>;
  /** Milliseconds for one attempt; 20,000 by default. */
  readonly timeoutMs?: number;
  /** Attempts at a time; 16 by default. */
  readonly concurrency?: number;
}

/** One attempt to deliver one event to one endpoint. */
export interface WebhookAttempt {
  readonly event: string;
  readonly event_type: string;
  readonly endpoint: string;
  readonly url: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly duration_ms: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly delivered: boolean;
  /** Milliseconds since the epoch in Stripe's time; null after the last attempt. */
  readonly next_attempt_at: number | null;
}

export interface WebhookSender {
  readonly settings: WebhookSettings;
  readonly secrets: Secrets;
  readonly attempts: readonly WebhookAttempt[];
  readonly queue: DeliveryQueue;
  /** Queues an event for every endpoint that subscribes to its type. */
  send(event: StripeEvent): void;
  /** Queues an event again, whatever the mode and whether or not it was delivered. */
  redeliver(event: StripeEvent, endpoint?: string): void;
  /** Aborts all attempts and waits until they have ended. */
  close(): Promise<void>;
}

export interface WebhookSenderOptions extends WebhookOptions {
  readonly clock: StripeClock;
  readonly random: () => number;
  readonly endpoints: Table<WebhookEndpoint>;
  /** Renders an event in the version of an endpoint; null is the account's version. */
  readonly render: (event: StripeEvent, version: string | null) => StripeEvent;
  readonly publish: (type: string, data: Readonly<Record<string, unknown>>) => void;
}

/** Sends events as Stripe does: signed, without a guaranteed order, retried for three days. */
export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const { clock, random, endpoints, publish, concurrency = 16 } = options;
  const settings: WebhookSettings = { ...DEFAULT_SETTINGS, ...options.settings };
  const secrets = createSecrets();
  const attempts: WebhookAttempt[] = [];
  const closing = new AbortController();
  const queue = createDeliveryQueue({ clock, random, settings, concurrency, deliver });

  async function deliver(delivery: Delivery): Promise<void> {
    const endpoint = endpoints.find(delivery.endpoint);
    if (endpoint === undefined || endpoint.status !== "enabled") return;
    const outcome = await attemptDelivery(delivery, endpoint, secrets, settings, {
      ...options,
      signal: closing.signal,
    });
    if (closing.signal.aborted) return;
    const { event, attempt } = delivery;
    if (outcome.delivered) event.pending_webhooks = Math.max(0, event.pending_webhooks - 1);
    if (outcome.next_attempt_at !== null)
      queue.add({ ...delivery, attempt: attempt + 1, dueAt: outcome.next_attempt_at });
    attempts.push(outcome);
    publish("webhook", { ...outcome });
  }

  function firstDueAt(): number {
    const share = settings.order === "shuffled" ? random() : 1;
    return clock.nowMs() + settings.delayMs * share;
  }

  return {
    settings,
    secrets,
    attempts,
    queue,
    send(event) {
      if (settings.mode === "off") return;
      const receivers = endpoints.all().filter((endpoint) => subscribesTo(endpoint, event.type));
      event.pending_webhooks = receivers.length;
      for (const { id } of receivers) {
        for (let copy = 0; copy <= settings.duplicates; copy++) {
          queue.add({ event, endpoint: id, attempt: 1, dueAt: firstDueAt() });
        }
      }
      queue.wake();
    },
    redeliver(event, endpoint) {
      const chosen = endpoint === undefined ? endpoints.all() : [endpoints.get(endpoint)];
      for (const { id } of chosen) queue.add({ event, endpoint: id, attempt: 1, dueAt: clock.nowMs() });
      queue.wake();
    },
    async close() {
      closing.abort();
      await queue.close();
    },
  };
}

function subscribesTo(endpoint: WebhookEndpoint, type: string): boolean {
  if (endpoint.status !== "enabled") return false;
  return endpoint.enabled_events.includes("*") || endpoint.enabled_events.includes(type);
}

async function attemptDelivery(
  { event, attempt }: Delivery,
  { id, url, api_version }: WebhookEndpoint,
  secrets: Secrets,
  { retrySpeedup }: WebhookSettings,
  { clock, render, signal, timeoutMs = 20_000 }: WebhookSenderOptions & { readonly signal: AbortSignal },
): Promise<WebhookAttempt> {
  const at = clock.realNowMs();
  const payload = JSON.stringify(render(event, api_version), null, 2);
  const signature = signPayload(payload, secrets.of(id), Math.floor(at / 1000));
  const result = await postEvent({ url, payload, signature, timeoutMs, signal });
  const delivered = result.status !== null && result.status >= 200 && result.status < 300;
  const delay = delivered ? undefined : RETRY_DELAYS[attempt - 1];
  return {
    event: event.id,
    event_type: event.type,
    endpoint: id,
    url,
    attempt,
    at,
    duration_ms: clock.realNowMs() - at,
    ...result,
    delivered,
    next_attempt_at: delay === undefined ? null : clock.nowMs() + (delay * 1000) / retrySpeedup,
  };
}
