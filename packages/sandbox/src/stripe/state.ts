import { seedCatalogue } from "./catalogue.ts";
import { createClock, type StripeClock } from "./core/clock.ts";
import { createEventLog, type EventLog } from "./core/event-log.ts";
import { createIds, type MakeId, randomText } from "./core/ids.ts";
import { createTable, type Table } from "./core/table.ts";
import { createIdempotencyStore, type IdempotencyStore } from "./http/idempotency.ts";
import { renderIn } from "./http/render.ts";
import { newAccount } from "./shapes/account.ts";
import type { Decline } from "./shapes/charge.ts";
import { newWebhookEndpoint } from "./shapes/webhook-endpoint.ts";
import type * as Shape from "./shapes/wire.ts";
import { API_VERSION } from "./version.ts";
import { createWebhookSender, type WebhookOptions, type WebhookSender } from "./webhooks/sender.ts";

/** One thing that happened, for people who watch; `type` starts with `stripe.`. */
export interface StripeStep {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

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
  readonly onStep?: (step: StripeStep) => void;
}

/** What Stripe does when an automatic payment fails. */
export interface BillingSettings {
  /** Days between the attempts to collect an open invoice. */
  retryDays: number[];
  /** What becomes of the subscription after the last attempt. */
  afterRetries: "cancel" | "past_due" | "unpaid";
}

export interface ApiSettings {
  /** Milliseconds that each call takes. */
  latencyMs: number;
  /** How many of the next calls are answered with 429. */
  rateLimited: number;
  /** While there is one, calls wait for it before they begin. */
  held: PromiseWithResolvers<void> | null;
}

/** All of a local Stripe, in memory. */
export interface StripeState {
  readonly clock: StripeClock;
  readonly makeId: MakeId;
  readonly randomText: (length: number) => string;
  readonly secretKey: string;
  readonly events: EventLog;
  readonly webhooks: WebhookSender;
  readonly idempotency: IdempotencyStore;
  readonly step: (type: string, data: Readonly<Record<string, unknown>>) => void;

  /** The account that the secret key belongs to. */
  readonly account: Shape.Account;
  readonly customers: Table<Shape.Customer>;
  /** Ids of customers that were deleted and are still answered with `deleted: true`. */
  readonly deletedCustomers: Set<string>;
  readonly products: Table<Shape.Product>;
  readonly prices: Table<Shape.Price>;
  readonly paymentMethods: Table<Shape.PaymentMethod>;
  readonly subscriptions: Table<Shape.Subscription>;
  readonly invoices: Table<Shape.Invoice>;
  readonly invoicePayments: Table<Shape.InvoicePayment>;
  readonly paymentIntents: Table<Shape.PaymentIntent>;
  readonly charges: Table<Shape.Charge>;
  readonly balanceTransactions: Table<Shape.BalanceTransaction>;
  readonly refunds: Table<Shape.Refund>;
  readonly disputes: Table<Shape.Dispute>;
  readonly checkoutSessions: Table<Shape.CheckoutSession>;
  readonly sessionPlans: Map<string, SessionPlan>;
  readonly endpoints: Table<Shape.WebhookEndpoint>;

  /** Payment methods that are declined, with the reason. */
  readonly declines: Map<string, Decline>;
  /** The payment that collects each open invoice. */
  readonly openPayments: Map<string, string>;
  /** Prorations that wait for the subscription's next invoice. */
  readonly pendingLines: Map<string, Shape.InvoiceLine[]>;
  readonly billing: BillingSettings;
  readonly api: ApiSettings;
  readonly due: {
    /** When it was last looked for due work, in seconds since the epoch. */
    checkedAt: number;
    /** Trials whose end was announced. */
    readonly reminded: Set<string>;
  };
  /** API calls by method and route. */
  readonly calls: Map<string, number>;
}

/** What an open Checkout session will buy. */
export interface SessionPlan {
  readonly price: string;
  readonly quantity: number;
  readonly trialDays: number | null;
  readonly subscriptionMetadata: Record<string, string>;
}

/** Makes an empty Stripe with the seeded catalogue. Close its `webhooks` when done. */
export function createStripeState(options: StripeStateOptions): StripeState {
  const clock = createClock(options.now);
  const makeId = createIds(options.random);
  const step: StripeState["step"] = (type, data) => options.onStep?.({ type: `stripe.${type}`, data });
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
    step,
  });
  const events = createEventLog({
    clock,
    makeId,
    apiVersion: API_VERSION,
    onEvent: (event) => {
      step("event", { id: event.id, event_type: event.type, object: event.data.object["id"] });
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
    step,
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
    endpoints,
    declines: new Map(),
    openPayments: new Map(),
    pendingLines: new Map(),
    billing: { retryDays: [3, 5, 7], afterRetries: "cancel" },
    api: { latencyMs: 0, rateLimited: 0, held: null },
    due: { checkedAt: 0, reminded: new Set() },
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
  state.webhooks.secrets.keep(endpoint.id, webhookSecret);
}
