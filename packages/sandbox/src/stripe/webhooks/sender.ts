import type { StripeClock } from "../core/clock.ts";
import type { Table } from "../core/table.ts";
import type { StripeEvent } from "../shapes/event.ts";
import type { WebhookEndpoint } from "../shapes/wire.ts";
import { postEvent } from "./post.ts";
import { RETRY_DELAYS } from "./retry-schedule.ts";
import { signPayload } from "./signature.ts";

export interface WebhookSettings {
  /** `paused` keeps events until it is `on` again; `off` never sends what happens meanwhile, like a disabled endpoint. */
  mode: "off" | "on" | "paused";
  order: "sent" | "shuffled";
  /** Milliseconds before the first attempt; up to that long when shuffled. */
  delayMs: number;
  /** How often each event is sent on top of the first time. */
  duplicates: number;
  /** How many times faster than Stripe's three days the retries are. */
  retrySpeedup: number;
}

export interface WebhookOptions {
  readonly settings?: Partial<WebhookSettings>;
  /** Milliseconds for one attempt; 20,000 by default. */
  readonly timeoutMs?: number;
  /** Attempts at a time; 16 by default. */
  readonly concurrency?: number;
}

/** One try at handing one event to one endpoint. */
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
  /** Milliseconds since the epoch, in the moved time; null when there will be none. */
  readonly next_attempt_at: number | null;
}

export interface WebhookSender {
  readonly settings: WebhookSettings;
  readonly attempts: readonly WebhookAttempt[];
  /** Events that wait for an attempt or are on their way. */
  readonly pending: number;
  /** Queues an event for every endpoint that wants it. */
  send(event: StripeEvent): void;
  /** Queues an event once more, whatever the mode and whether or not it was delivered. */
  redeliver(event: StripeEvent, endpoint?: string): void;
  /** Takes over settings, and the time when it was moved. */
  wake(): void;
  /** Makes every attempt that waits for its time due now. */
  hurry(): void;
  /** Waits until every attempt that is due has ended; at once when paused. */
  settled(): Promise<void>;
  /** Makes `secret` an endpoint's signing secret; earlier ones go on signing beside it until `dropOldSecrets`. */
  keepSecret(endpoint: string, secret: string): void;
  dropOldSecrets(endpoint: string): void;
  /** Ends all attempts and waits for them. */
  close(): Promise<void>;
}

export interface WebhookSenderOptions extends WebhookOptions {
  readonly clock: StripeClock;
  readonly random: () => number;
  readonly endpoints: Table<WebhookEndpoint>;
  /** Writes an event in the version of an endpoint; null is the account's own. */
  readonly render: (event: StripeEvent, version: string | null) => StripeEvent;
  readonly step: (type: string, data: Readonly<Record<string, unknown>>) => void;
}

interface Delivery {
  readonly event: StripeEvent;
  readonly endpoint: string;
  attempt: number;
  /** Milliseconds since the epoch, in the moved time. */
  dueAt: number;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Sends events the way Stripe does: signed, in no promised order, retried for three days. */
export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const { clock, random, endpoints, render, step, timeoutMs = 20_000, concurrency = 16 } = options;
  const settings: WebhookSettings = {
    mode: "on",
    order: "sent",
    delayMs: 0,
    duplicates: 0,
    retrySpeedup: 1,
    ...options.settings,
  };
  const secrets = new Map<string, string[]>();
  const attempts: WebhookAttempt[] = [];
  const closing = new AbortController();
  const ready: Delivery[] = [];
  const later = new Set<Delivery>();
  const running = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;

  function queue(delivery: Delivery) {
    if (delivery.dueAt <= clock.nowMs()) ready.push(delivery);
    else later.add(delivery);
  }

  function pump() {
    if (closing.signal.aborted) return;
    takeDue();
    while (settings.mode !== "paused" && ready.length > 0 && running.size < concurrency) {
      const position = settings.order === "shuffled" ? Math.floor(random() * ready.length) : 0;
      const [delivery] = ready.splice(position, 1);
      if (delivery === undefined) return;
      const run = attempt(delivery).finally(() => {
        running.delete(run);
        pump();
      });
      running.add(run);
    }
  }

  function takeDue() {
    const now = clock.nowMs();
    let next = Infinity;
    for (const delivery of later) {
      if (delivery.dueAt > now) {
        next = Math.min(next, delivery.dueAt);
        continue;
      }
      later.delete(delivery);
      ready.push(delivery);
    }
    clearTimeout(timer);
    if (next < Infinity) timer = setTimeout(pump, Math.min(Math.max(1, next - now), LONGEST_TIMER_MS)).unref();
  }

  async function attempt(delivery: Delivery): Promise<void> {
    const { event } = delivery;
    const endpoint = endpoints.find(delivery.endpoint);
    if (endpoint === undefined || endpoint.status !== "enabled") return;
    const at = clock.wall();
    const payload = JSON.stringify(render(event, endpoint.api_version), null, 2);
    const signature = signPayload(payload, secrets.get(endpoint.id) ?? [], Math.floor(at / 1000));
    const result = await postEvent({ url: endpoint.url, payload, signature, timeoutMs, signal: closing.signal });
    if (closing.signal.aborted) return;
    const delivered = result.status !== null && result.status >= 200 && result.status < 300;
    if (delivered) event.pending_webhooks = Math.max(0, event.pending_webhooks - 1);
    const nextAt = delivered ? null : retry(delivery);
    const made: WebhookAttempt = {
      event: event.id,
      event_type: event.type,
      endpoint: endpoint.id,
      url: endpoint.url,
      attempt: delivery.attempt,
      at,
      duration_ms: clock.wall() - at,
      ...result,
      delivered,
      next_attempt_at: nextAt,
    };
    attempts.push(made);
    step("webhook", { ...made });
  }

  function retry(delivery: Delivery): number | null {
    const delay = RETRY_DELAYS[delivery.attempt - 1];
    if (delay === undefined) return null;
    const dueAt = clock.nowMs() + (delay * 1000) / settings.retrySpeedup;
    later.add({ ...delivery, attempt: delivery.attempt + 1, dueAt });
    return dueAt;
  }

  function firstDueAt(): number {
    const share = settings.order === "shuffled" ? random() : 1;
    return clock.nowMs() + settings.delayMs * share;
  }

  return {
    settings,
    attempts,
    get pending() {
      return ready.length + later.size + running.size;
    },
    send(event) {
      if (settings.mode === "off") return;
      const wanting = endpoints.all().filter((endpoint) => wants(endpoint, event.type));
      event.pending_webhooks = wanting.length;
      for (const { id } of wanting) {
        for (let copy = 0; copy <= settings.duplicates; copy++) {
          queue({ event, endpoint: id, attempt: 1, dueAt: firstDueAt() });
        }
      }
      pump();
    },
    redeliver(event, endpoint) {
      const chosen = endpoint === undefined ? endpoints.all() : [endpoints.get(endpoint)];
      for (const { id } of chosen) ready.push({ event, endpoint: id, attempt: 1, dueAt: clock.nowMs() });
      pump();
    },
    wake: pump,
    hurry() {
      for (const delivery of later) delivery.dueAt = clock.nowMs();
      pump();
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
    keepSecret(endpoint, secret) {
      secrets.set(endpoint, [secret, ...(secrets.get(endpoint) ?? [])]);
    },
    dropOldSecrets(endpoint) {
      secrets.set(endpoint, (secrets.get(endpoint) ?? []).slice(0, 1));
    },
    async close() {
      clearTimeout(timer);
      closing.abort();
      await Promise.all(running);
    },
  };
}

function wants(endpoint: WebhookEndpoint, type: string): boolean {
  if (endpoint.status !== "enabled") return false;
  return endpoint.enabled_events.includes("*") || endpoint.enabled_events.includes(type);
}
