import { deliveryMigrations } from "@moddy/delivery";
import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const TABLES = [
  sql`create table users (
    id uuid primary key default gen_random_uuid(),
    discord_id text unique,
    email text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  sql`create table customers (
    id text primary key,
    user_id uuid not null references users (id),
    metadata_discord_id text,
    fetch_seq bigint not null,
    deleted_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  sql`create index customers_user_id on customers (user_id)`,
  sql`create table subscriptions (
    id text primary key,
    customer_id text not null references customers (id),
    status text not null,
    price_ids text[] not null,
    interval text not null,
    amount bigint not null,
    currency text not null,
    current_period_start timestamptz not null,
    current_period_end timestamptz not null,
    cancel_at_period_end boolean not null,
    ends_at timestamptz,
    past_due_since timestamptz,
    metadata_discord_id text,
    created_at timestamptz not null,
    updated_at timestamptz not null default now()
  )`,
  sql`create index subscriptions_customer_id on subscriptions (customer_id)`,
  // No reference to subscriptions: the event of a refund may arrive before its subscription was read.
  sql`create table contested_payments (
    id text primary key,
    subscription_id text not null,
    covers_from timestamptz not null,
    covers_until timestamptz not null,
    refunded boolean not null,
    dispute text check (dispute in ('open', 'lost')),
    fetch_seq bigint not null,
    updated_at timestamptz not null default now()
  )`,
  sql`create index contested_payments_subscription_id on contested_payments (subscription_id)`,
  sql`create table grants (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users (id),
    plan text not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    reason text,
    created_at timestamptz not null default now()
  )`,
  sql`create index grants_user_id on grants (user_id)`,
  sql`create table entitlements (
    discord_id text primary key,
    plan text not null,
    version integer not null,
    since timestamptz not null,
    ends_at timestamptz,
    recheck_at timestamptz
  )`,
  sql`create index entitlements_recheck_at on entitlements (recheck_at) where recheck_at is not null`,
  sql`create sequence stripe_fetch_seq`,
  sql`create table stripe_events (
    id text primary key,
    seq bigint not null default nextval('stripe_fetch_seq'),
    type text not null,
    created timestamptz not null,
    payload jsonb not null,
    received_at timestamptz not null default now(),
    processed_at timestamptz,
    result text
  )`,
  sql`create index stripe_events_waiting on stripe_events (received_at) where processed_at is null`,
  sql`create table discord_events (
    delivery_key text primary key,
    event_type text not null,
    discord_id text not null,
    metadata jsonb,
    received_at timestamptz not null default now()
  )`,
  sql`create index discord_events_discord_id on discord_events (discord_id, received_at)`,
  sql`create table money_operations (
    key text primary key,
    kind text not null,
    discord_id text not null,
    target_id text not null,
    amount bigint,
    created_at timestamptz not null default now(),
    finished_at timestamptz
  )`,
  sql`create table cursors (
    name text primary key,
    value timestamptz not null
  )`,
];

const start: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of TABLES) await statement.execute(db);
  },
};

/** A version is at least the time of the sending, in milliseconds. */
const wideVersions: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table entitlements alter column version type bigint`.execute(db);
  },
};

/** Why events were set aside, and what lists them and counts those. */
const EVENTS = [
  sql`alter table stripe_events
    add column reason text,
    add column tries integer not null default 0,
    add column judged_by text`,
  sql`create index stripe_events_received_at on stripe_events (received_at, id)`,
  sql`create index stripe_events_reason on stripe_events (reason, received_at) where reason is not null`,
];

const events: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of EVENTS) await statement.execute(db);
  },
};

/** All migrations of the backend's database. */
export const migrations: Record<string, Migration> = {
  "2026_01_backend_start": start,
  "2026_02_backend_wide_versions": wideVersions,
  "2026_04_backend_events": events,
  ...deliveryMigrations,
};

/** The lock that processes that start together take one after the other. */
export const MIGRATION_LOCK_ID = 7_720_001;
