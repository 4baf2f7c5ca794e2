import type { EventReason } from "@moddy/schemas";
import type { ColumnType, Generated, JSONColumnType } from "kysely";
import type { LinkSource } from "../account/link-source.ts";
import type { Coverage } from "../stripe/fetch-account.ts";

/** A point in time; written as a Date. */
type Instant = ColumnType<Date, Date, Date>;
type NullableInstant = ColumnType<Date | null, Date | null | undefined, Date | null>;
type Defaulted = ColumnType<Date, Date | undefined, Date>;
/** `pg` reads PostgreSQL's bigint as text. */
type BigInteger = ColumnType<string, number | string, number | string>;

/** An account: at most one Discord user, any number of Stripe customers. */
export interface UsersTable {
  id: Generated<string>;
  discord_id: string | null;
  /** Written by older versions alone: each customer has an e-mail address of its own now. */
  email: string | null;
  created_at: Defaulted;
  updated_at: Defaulted;
}

export interface CustomersTable {
  id: string;
  user_id: string;
  /** The Discord id that Stripe's metadata named last: only a change of it moves the customer. */
  metadata_discord_id: string | null;
  /** How it was linked; null while no Discord user is, and where an older version linked it. */
  link_source: LinkSource | null;
  email: string | null;
  /** Since when no Discord user is linked; it means nothing while one is. */
  unlinked_since: Defaulted;
  /** When an alert said that nobody has what this customer pays for. */
  unlinked_told_at: NullableInstant;
  /** The number of the reading that was stored last; one that began earlier is not stored. */
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
  /** When it is set to end: at the end of the period or on a date. */
  ends_at: NullableInstant;
  /** Since when the first invoice of an unbroken row of unpaid ones is due. */
  past_due_since: NullableInstant;
  trial_start: NullableInstant;
  trial_end: NullableInstant;
  /** What it has and was billed for; null in a row of an older version. */
  coverage: ColumnType<Coverage | null, string | null | undefined, string | null>;
  /** The number of the reading that `coverage` belongs to: it counts only if it is the customer's last one. */
  coverage_seq: ColumnType<string | null, string | null | undefined, string | null>;
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
  /** These three are null in a row of an older version. */
  invoice_id: ColumnType<string | null, string | null | undefined, string | null>;
  amount: ColumnType<string | null, number | null | undefined, number | null>;
  bills_until: NullableInstant;
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

/** What each Discord user may have. The row stays when the account is unlinked, so that its version only grows. */
export interface EntitlementsTable {
  discord_id: string;
  plan: string;
  /** Grows each time the roles are sent. */
  version: BigInteger;
  since: Instant;
  ends_at: NullableInstant;
  recheck_at: NullableInstant;
  /** Until when the plan is kept though a payment failed. */
  grace_until: NullableInstant;
  trial_refused: ColumnType<string | null, string | null | undefined, string | null>;
  /** What the user was told last; null: what the row says. */
  told_plan: ColumnType<string | null, string | null | undefined, string | null>;
  told_ends_at: NullableInstant;
  told_grace_until: NullableInstant;
  told_trial_refused: ColumnType<string | null, string | null | undefined, string | null>;
  /** The message that tells it, as long as it may be on its way. */
  told_delivery_id: ColumnType<string | null, string | null | undefined, string | null>;
  /** What the user surely was told before that message; null once it has ended. */
  told_before: JSONColumnType<ToldBefore | null, ToldBefore | null | undefined, string | null>;
  /** When the last messages were sent, oldest first. */
  told_at: ColumnType<Date[], Date[] | undefined, Date[]>;
  /** Since when there is something that the user was not told, and when it is told. */
  message_waits_since: NullableInstant;
  message_due_at: NullableInstant;
}

/** What a user surely was told before the message that may still be on its way; times in ms since 1970. */
export interface ToldBefore {
  readonly plan: string;
  readonly endsAt: number | null;
  readonly graceUntil: number | null;
  readonly trialRefused: string | null;
  /** Whether another message since then may have arrived, too. */
  readonly doubtful: boolean;
}

/** The first free trial that a Discord user had of a plan. It stays when the subscription or the account is gone. */
export interface TrialsTable {
  discord_id: string;
  plan: string;
  subscription_id: string;
  started_at: Instant;
}

/** An event as Stripe sent it. */
export interface StoredPayload {
  readonly data: { readonly object: unknown };
  readonly account?: unknown;
  readonly livemode?: unknown;
}

/** What the bot said last of the roles that it gave to a Discord user. */
export interface GivenRolesTable {
  discord_id: string;
  /** The version of the update that it answered. */
  version: ColumnType<string | null, number | null | undefined, number | null>;
  role_ids: ColumnType<string[], string[] | undefined, string[]>;
  /** Roles of an earlier bot that it has yet to adopt. */
  adopt_role_ids: ColumnType<string[], string[] | undefined, string[]>;
  updated_at: Defaulted;
}

export interface StripeEventsTable {
  id: string;
  /** Drawn when the event was stored, from the sequence of the readings: a reading with a higher number began later. */
  seq: Generated<string>;
  type: string;
  created: Instant;
  payload: JSONColumnType<StoredPayload>;
  received_at: Defaulted;
  processed_at: NullableInstant;
  result: "applied" | "covered" | "ignored" | "stale" | "unreadable" | null;
  /** Why it ended without being processed. */
  reason: EventReason | null;
  /** How often Stripe did not give what the event is about. */
  tries: Generated<number>;
  /** The fingerprint of the key with which it was set aside: another key may find otherwise. */
  judged_by: string | null;
}

/** Events of Discord that the bot sent. */
export interface DiscordEventsTable {
  /** The idempotency key of the call. */
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
  /** The id of a payment intent, a charge or a subscription at Stripe. */
  target_id: string;
  amount: BigInteger | null;
  created_at: Defaulted;
  finished_at: NullableInstant;
}

/** How far a repeated reading got. */
export interface CursorsTable {
  name: string;
  value: Instant;
}

/** What happens once in the life of an installation. */
export interface MilestonesTable {
  /**
   * `installed`: what is older is not news. `first_import`: the earlier subscriptions are known. `first_removal`: a person
   * has confirmed the first reconciliation that takes roles.
   */
  name: "installed" | "first_import" | "first_removal";
  reached_at: Instant;
}

/** A reading of all subscriptions of Stripe, from its beginning to its end. */
export interface ImportsTable {
  id: Generated<string>;
  /** Whether it only counts. */
  dry_run: boolean;
  phase: Generated<"subscriptions" | "payments" | "customers" | "finished">;
  /** Drawn before the reading began: what was read of a customer later is newer. */
  fetch_seq: BigInteger;
  /** The subscription that was read last, and when it was created. */
  cursor_id: string | null;
  cursor_created: NullableInstant;
  /** How many subscriptions were read. */
  subscriptions: Generated<number>;
  /** How many customers could not be read. */
  unreadable: Generated<number>;
  /** What the reading found, once it is complete. */
  found: ColumnType<ImportFindings | null, string | null | undefined, string | null>;
  started_at: Defaulted;
  progress_at: Defaulted;
  finished_at: NullableInstant;
  /** Why the last try failed, null once another one got further. */
  failure: string | null;
}

/** What an import has read and not yet applied. */
export interface ImportedSubscriptionsTable {
  import_id: string;
  id: string;
  customer_id: string;
  /** When its period began; null when the subscription gives no plan. */
  period_start: NullableInstant;
  /** Stripe's subscription, with the customer expanded. */
  object: ColumnType<ImportedObject, string, string>;
}

/** Charges that an import found refunded or disputed, of customers that are not applied yet. */
export interface ImportedChargesTable {
  import_id: string;
  id: string;
  customer_id: string;
}

/** As much of a subscription as an import relies on before it is read. */
export interface ImportedObject {
  readonly customer: unknown;
  readonly status: string;
}

/** What an import found at Stripe. */
export interface ImportFindings {
  readonly subscriptions: number;
  /** Those that have a status with which they give no plan. */
  readonly ended: number;
  readonly customers: number;
  readonly customers_linked: number;
  /** Customers with a subscription that gives a plan, and without a Discord id. */
  readonly customers_unlinked: number;
  readonly plans: { plan: string; subscriptions: number }[];
  readonly unknown_prices: { price_id: string; subscriptions: number }[];
  readonly unknown_statuses: { status: string; subscriptions: number }[];
}

/** The backend's own tables. `@moddy/delivery` and pg-boss have further ones. */
export interface BackendDatabase {
  users: UsersTable;
  customers: CustomersTable;
  subscriptions: SubscriptionsTable;
  contested_payments: ContestedPaymentsTable;
  grants: GrantsTable;
  entitlements: EntitlementsTable;
  trials: TrialsTable;
  given_roles: GivenRolesTable;
  stripe_events: StripeEventsTable;
  discord_events: DiscordEventsTable;
  money_operations: MoneyOperationsTable;
  cursors: CursorsTable;
  milestones: MilestonesTable;
  imports: ImportsTable;
  imported_subscriptions: ImportedSubscriptionsTable;
  imported_charges: ImportedChargesTable;
}
