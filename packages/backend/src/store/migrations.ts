import { deliveryMigrations } from "@moddy/delivery";
import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { eventsMigration } from "./events-migration.ts";
import { importTables } from "./import-tables.ts";
import { told } from "./told-migration.ts";

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

/** Rows from before have no coverage: they keep their meaning until Stripe is read again. */
const coverage: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table subscriptions add coverage jsonb, add coverage_seq bigint`.execute(db);
    await sql`alter table contested_payments add invoice_id text, add amount bigint, add bills_until timestamptz`.execute(
      db,
    );
  },
};

/**
 * How each customer was linked, and an e-mail address for each. Of a customer from before it is known only whether the stored
 * metadata name its user. The account's address is the customer's own where the account has no other customer's.
 */
const linkSources: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table customers
      add column link_source text check (link_source in ('metadata', 'token', 'person', 'claim')),
      add column email text,
      add column unlinked_since timestamptz not null default now(),
      add column unlinked_told_at timestamptz`.execute(db);
    await sql`update customers set link_source = case
        when customers.metadata_discord_id = users.discord_id or exists (
          select from subscriptions where subscriptions.customer_id = customers.id
            and subscriptions.metadata_discord_id = users.discord_id
        ) then 'metadata' else 'claim' end
      from users where users.id = customers.user_id and users.discord_id is not null`.execute(db);
    await sql`update customers set email = users.email from users where users.id = customers.user_id
      and not exists (select from customers other where other.user_id = users.id and other.id <> customers.id
        and other.link_source is distinct from customers.link_source)`.execute(db);
  },
};

/** What the bot said of the roles that it gave: its own record may be lost. */
const givenRoles: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table given_roles (
      discord_id text primary key,
      version bigint,
      role_ids text[] not null default '{}',
      adopt_role_ids text[] not null default '{}',
      updated_at timestamptz not null default now()
    )`.execute(db);
  },
};

/** All migrations of the backend's database. */
export const migrations: Record<string, Migration> = {
  "2026_01_backend_start": start,
  "2026_02_backend_wide_versions": wideVersions,
  "2026_03_backend_link_sources": linkSources,
  "2026_04_backend_events": eventsMigration,
  "2026_05_backend_import": importTables,
  "2026_06_backend_coverage": coverage,
  "2026_07_backend_given_roles": givenRoles,
  "2026_08_backend_told": told,
  ...deliveryMigrations,
};

/** The lock that processes that start together take one after the other. */
export const MIGRATION_LOCK_ID = 7_720_001;
