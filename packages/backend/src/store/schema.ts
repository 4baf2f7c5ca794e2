import type { ColumnType, Generated, JSONColumnType } from "kysely";

/** A point in time; written as a Date. */
type Instant = ColumnType<Date, Date, Date>;
type NullableInstant = ColumnType<Date | null, Date | null | undefined, Date | null>;
type Defaulted = ColumnType<Date, Date | undefined, Date>;
/** PostgreSQL's bigint travels as text. */
type BigInteger = ColumnType<string, number | string, number | string>;

/** An account: at most one Discord user, any number of Stripe customers. */
export interface UsersTable {
  id: Generated<string>;
  discord_id: string | null;
  email: string | null;
  created_at: Defaulted;
  updated_at: Defaulted;
}

export interface CustomersTable {
  id: string;
  user_id: string;
  /** The Discord id that Stripe's metadata named last: only a change of it moves the customer. */
  metadata_discord_id: string | null;
  /** Which fetch from Stripe was applied last: one that began earlier is not. */
  fetch_seq: BigInteger;
  deleted_at: NullableInstant;
  created_at: Defaulted;
  updated_at: Defaulted;
}

export interface SubscriptionsTable {
  id: string;
  customer_id: string;
  status: string;
  price_ids: string[];
  interval: string;
  amount: BigInteger;
  currency: string;
  current_period_start: Instant;
  current_period_end: Instant;
  cancel_at_period_end: boolean;
  /** When it is set to end, by the end of the period or by a date. */
  ends_at: NullableInstant;
  past_due_since: NullableInstant;
  metadata_discord_id: string | null;
  created_at: Instant;
  updated_at: Defaulted;
}

/** Payments of subscriptions that were refunded or disputed. */
export interface ContestedPaymentsTable {
  /** The charge's id. */
  id: string;
  subscription_id: string;
  covers_from: Instant;
  covers_until: Instant;
  refunded: boolean;
  dispute: "open" | "lost" | null;
  fetch_seq: BigInteger;
  updated_at: Defaulted;
}

export interface GrantsTable {
  id: Generated<string>;
  user_id: string;
  plan: string;
  expires_at: NullableInstant;
  revoked_at: NullableInstant;
  reason: string | null;
  created_at: Defaulted;
}

/** What each Discord user may have; the row stays when the account goes, so that its version only grows. */
export interface EntitlementsTable {
  discord_id: string;
  plan: string;
  /** Grows with each sending of the roles. */
  version: BigInteger;
  since: Instant;
  ends_at: NullableInstant;
  recheck_at: NullableInstant;
}

export interface StripeEventsTable {
  id: string;
  /** Drawn when it was stored, from the numbers of the readings: one with a higher number saw what it tells of. */
  seq: Generated<string>;
  type: string;
  created: Instant;
  payload: JSONColumnType<{ readonly data: { readonly object: unknown } }>;
  received_at: Defaulted;
  processed_at: NullableInstant;
  result: "applied" | "covered" | "ignored" | "stale" | "unreadable" | null;
}

/** What the bot told of Discord. */
export interface DiscordEventsTable {
  /** The idempotency key under which it came. */
  delivery_key: string;
  event_type: string;
  discord_id: string;
  metadata: JSONColumnType<Record<string, unknown>> | null;
  received_at: Defaulted;
}

/** Refunds and cancellations, stored before Stripe is called. */
export interface MoneyOperationsTable {
  /** The call's idempotency key. */
  key: string;
  kind: "refund" | "cancel";
  discord_id: string;
  /** The object at Stripe that it is about: a payment intent, a charge or a subscription. */
  target_id: string;
  amount: BigInteger | null;
  created_at: Defaulted;
  finished_at: NullableInstant;
}

/** How far a repeated reading has come. */
export interface CursorsTable {
  name: string;
  value: Instant;
}

/** The backend's tables, but for those of the deliveries and the queue. */
export interface BackendDatabase {
  users: UsersTable;
  customers: CustomersTable;
  subscriptions: SubscriptionsTable;
  contested_payments: ContestedPaymentsTable;
  grants: GrantsTable;
  entitlements: EntitlementsTable;
  stripe_events: StripeEventsTable;
  discord_events: DiscordEventsTable;
  money_operations: MoneyOperationsTable;
  cursors: CursorsTable;
}
