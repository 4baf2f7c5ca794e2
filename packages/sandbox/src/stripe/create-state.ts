import { seedCatalogue } from "./catalogue.ts";
import { createClock } from "./core/clock.ts";
import { createEventLog } from "./core/event-log.ts";
import { createIds, randomText } from "./core/ids.ts";
import { createTable } from "./core/table.ts";
import { createIdempotencyStore } from "./rest/idempotency.ts";
import { renderIn } from "./rest/render.ts";
import { newAccount } from "./shapes/account.ts";
import { newWebhookEndpoint } from "./shapes/webhook-endpoint.ts";
import type * as Shape from "./shapes/wire.ts";
import type { StripeState } from "./state.ts";
import { API_VERSION } from "./version.ts";
import { createWebhookSender, type WebhookOptions } from "./webhooks/sender.ts";

export interface StripeStateOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** The only key that the API accepts, `sk_test_…`. */
  readonly secretKey: string;
  /** The signing secret of the first webhook endpoint; needed with `webhookUrl`. */
  readonly webhookSecret?: string;
  /** Where events are sent from the start; more endpoints come over the API. */
  readonly webhookUrl?: string;
  readonly webhooks?: WebhookOptions;
  /** Called for each event, webhook attempt and control call; `type` is `event`, `webhook` or `control`. */
  readonly publish?: (type: string, data: Readonly<Record<string, unknown>>) => void;
}

/** Creates a local Stripe with the seeded products and prices. Close its `webhooks` when done. */
export function createStripeState(options: StripeStateOptions): StripeState {
  const clock = createClock(options.now);
  const makeId = createIds(options.random);
  const publish: StripeState["publish"] = (type, data) => options.publish?.(type, data);
  const endpoints = createTable<Shape.WebhookEndpoint>("webhook endpoint");
  const webhooks = createWebhookSender({
    ...options.webhooks,
    clock,
    random: options.random,
    endpoints,
    render(event, version) {
      const api_version = version ?? API_VERSION;
      return renderIn(state, { ...event, api_version }, api_version);
    },
    publish,
  });
  const events = createEventLog({
    clock,
    makeId,
    apiVersion: API_VERSION,
    onEvent: (event) => {
      publish("event", { id: event.id, event_type: event.type, object: event.data.object["id"] });
      webhooks.send(event);
    },
  });
  const state: StripeState = {
    clock,
    makeId,
    randomText: (length) => randomText(options.random, length),
    secretKey: options.secretKey,
    events,
    webhooks,
    idempotency: createIdempotencyStore(options.now),
    publish,
    account: newAccount(makeId("acct"), clock.now()),
    customers: createTable("customer"),
    deletedCustomers: new Set(),
    products: createTable("product"),
    prices: createTable("price"),
    paymentMethods: createTable("PaymentMethod"),
    subscriptions: createTable("subscription"),
    invoices: createTable("invoice"),
    invoicePayments: createTable("invoice payment"),
    paymentIntents: createTable("payment_intent"),
    charges: createTable("charge"),
    balanceTransactions: createTable("balance transaction"),
    refunds: createTable("refund"),
    disputes: createTable("dispute"),
    checkoutSessions: createTable("checkout.session"),
    sessionPlans: new Map(),
    paymentLinks: createTable("payment_link"),
    paymentLinkItems: new Map(),
    endpoints,
    declines: new Map(),
    openPayments: new Map(),
    pendingLines: new Map(),
    billing: { retryDays: [3, 5, 7], afterRetries: "cancel" },
    api: { latencyMs: 0, rateLimited: 0, held: null },
    due: { checkedAt: 0, announcedTrialEnds: new Set() },
    calls: new Map(),
  };
  seedCatalogue(state);
  seedEndpoint(state, options);
  return state;
}

function seedEndpoint(state: StripeState, { webhookUrl, webhookSecret }: StripeStateOptions): void {
  if (webhookUrl === undefined) return;
  if (webhookSecret === undefined) throw new TypeError("webhookUrl needs webhookSecret");
  const endpoint = newWebhookEndpoint({
    id: state.makeId("we"),
    created: state.clock.now(),
    url: webhookUrl,
    enabledEvents: ["*"],
    apiVersion: null,
    description: "The sandbox's own",
    metadata: {},
  });
  state.endpoints.add(endpoint);
  state.webhooks.secrets.add(endpoint.id, webhookSecret);
}
