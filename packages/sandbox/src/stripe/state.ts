import type { StripeClock } from "./core/clock.ts";
import type { EventLog } from "./core/event-log.ts";
import type { MakeId } from "./core/ids.ts";
import type { Table } from "./core/table.ts";
import type { IdempotencyStore } from "./rest/idempotency.ts";
import type { Decline } from "./shapes/charge.ts";
import type * as Shape from "./shapes/wire.ts";
import type { WebhookSender } from "./webhooks/sender.ts";

/** What Stripe does when an automatic payment fails. */
export interface BillingSettings {
  /** Days between the attempts to collect an open invoice. */
  retryDays: number[];
  /** What happens to the subscription after the last attempt. */
  afterRetries: "cancel" | "past_due" | "unpaid";
}

export interface ApiSettings {
  /** Milliseconds that each call takes. */
  latencyMs: number;
  /** How many of the next calls get a 429. */
  rateLimited: number;
  /** Calls wait for this promise, if there is one, before they run. */
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
  /** Tells the sandbox's event stream what happened; `type` is without the leading `stripe.`. */
  readonly publish: (type: string, data: Readonly<Record<string, unknown>>) => void;

  /** The account that the secret key belongs to. */
  readonly account: Shape.Account;
  readonly customers: Table<Shape.Customer>;
  /** Ids of deleted customers, which are returned with `deleted: true`. */
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
  readonly paymentLinks: Table<Shape.PaymentLink>;
  /** What each payment link sells. */
  readonly paymentLinkItems: Map<string, Pick<SessionPlan, "price" | "quantity">>;
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
    /** When due work was last run, in seconds since the epoch. */
    checkedAt: number;
    /** Subscriptions whose `trial_will_end` event was sent. */
    readonly announcedTrialEnds: Set<string>;
  };
  /** API calls by method and route. */
  readonly calls: Map<string, number>;
}

/** What a Checkout session sells. */
export interface SessionPlan {
  readonly price: string;
  readonly quantity: number;
  readonly trialDays: number | null;
  readonly subscriptionMetadata: Record<string, string>;
}
