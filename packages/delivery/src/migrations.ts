import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

async function run(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const deliveries: Migration = {
  up: (db: Kysely<unknown>) =>
    run(db, [
      // One row for each user: the order of their deliveries, when the first pending one is due, and which worker sends it.
      `create table delivery_lanes (
        discord_id text primary key,
        tail bigint not null,
        next_attempt_at timestamptz,
        waits_for_peer boolean not null default false,
        claimed_by uuid,
        claimed_until timestamptz,
        check ((claimed_by is null) = (claimed_until is null))
      )`,
      "create index delivery_lanes_due on delivery_lanes (next_attempt_at) where next_attempt_at is not null",
      "create index delivery_lanes_claimed on delivery_lanes (claimed_by) where claimed_by is not null",
      `create table deliveries (
        id uuid primary key,
        operation text not null,
        discord_id text not null references delivery_lanes,
        seq bigint not null,
        request jsonb not null,
        version bigint,
        state text not null default 'pending'
          check (state in ('pending', 'succeeded', 'dead', 'cancelled', 'superseded')),
        outcome text,
        attempts integer not null default 0,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        finished_at timestamptz,
        alerted_at timestamptz,
        request_id text,
        traceparent text,
        unique (discord_id, seq),
        check ((state = 'pending') = (finished_at is null))
      )`,
      "create index deliveries_order on deliveries (discord_id, seq) where state = 'pending'",
      "create index deliveries_state on deliveries (state, id)",
      "create index deliveries_of_user on deliveries (discord_id, id)",
      `create table delivery_attempts (
        delivery_id uuid not null references deliveries on delete cascade,
        attempt integer not null,
        started_at timestamptz not null,
        duration_ms double precision not null,
        outcome text not null,
        detail text,
        primary key (delivery_id, attempt)
      )`,
    ]),
};

const inbox: Migration = {
  up: (db: Kysely<unknown>) =>
    run(db, [
      `create table inbox (
        key text primary key,
        operation text not null,
        body_hash text not null,
        started_at timestamptz not null,
        finished_at timestamptz,
        status smallint,
        body jsonb,
        check ((finished_at is null) = (status is null))
      )`,
      "create index inbox_age on inbox (started_at)",
    ]),
};

/** Indexes for frequent queries, which skip finished deliveries, and a count of wakes without success. */
const queries: Migration = {
  up: (db: Kysely<unknown>) =>
    run(db, [
      "create index deliveries_waiting on deliveries (created_at) where state = 'pending'",
      "create index deliveries_untold on deliveries (id) where state = 'dead' and alerted_at is null",
      "alter table delivery_lanes add column wakes smallint not null default 0",
      "create index delivery_lanes_waiting on delivery_lanes (discord_id) where waits_for_peer",
    ]),
};

const rename: Migration = {
  up: (db: Kysely<unknown>) =>
    run(db, [
      "alter table delivery_lanes rename to delivery_queues",
      "alter index delivery_lanes_pkey rename to delivery_queues_pkey",
      "alter index delivery_lanes_due rename to delivery_queues_due",
      "alter index delivery_lanes_claimed rename to delivery_queues_claimed",
      "alter index delivery_lanes_waiting rename to delivery_queues_waiting",
      "alter index deliveries_untold rename to deliveries_unalerted",
    ]),
};

/** The tables of the outbox (`deliveries`, `delivery_queues`, `delivery_attempts`) and of the inbox (`inbox`), for a service's migrations. */
export const deliveryMigrations: Record<string, Migration> = {
  "2026_01_delivery_outbox": deliveries,
  "2026_01_delivery_inbox": inbox,
  "2026_02_delivery_looking": queries,
  "2026_11_delivery_queues": rename,
};
