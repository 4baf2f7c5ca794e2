import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const TABLES = [
  sql`create table milestones (
    name text primary key,
    reached_at timestamptz not null
  )`,
  // An older version has told of everything up to its last reading of Stripe's events. Clocks may differ by five minutes.
  sql`insert into milestones (name, reached_at) select 'installed',
    coalesce((select value from cursors where name = 'stripe-events'), now() - interval '5 minutes')`,
  sql`create table imports (
    id bigint generated always as identity primary key,
    dry_run boolean not null,
    phase text not null default 'subscriptions' check (phase in ('subscriptions', 'payments', 'customers', 'finished')),
    fetch_seq bigint not null,
    cursor_id text,
    cursor_created timestamptz,
    subscriptions integer not null default 0,
    unreadable integer not null default 0,
    found jsonb,
    started_at timestamptz not null default now(),
    progress_at timestamptz not null default now(),
    finished_at timestamptz,
    failure text
  )`,
  // Of two processes that begin an import at once, one does.
  sql`create unique index imports_open on imports ((true)) where finished_at is null`,
  sql`create table imported_subscriptions (
    import_id bigint not null references imports (id) on delete cascade,
    id text not null,
    customer_id text not null,
    period_start timestamptz,
    object jsonb not null,
    primary key (import_id, id)
  )`,
  sql`create index imported_subscriptions_customer_id on imported_subscriptions (import_id, customer_id)`,
  sql`create table imported_charges (
    import_id bigint not null references imports (id) on delete cascade,
    id text not null,
    customer_id text not null,
    primary key (import_id, id)
  )`,
];

/** What an import of all of Stripe's subscriptions keeps, and what happens once in the life of an installation. */
export const importTables: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of TABLES) await statement.execute(db);
  },
};
