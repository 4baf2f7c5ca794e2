import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const STATEMENTS = [
  sql`alter table stripe_events
    add column reason text,
    add column tries integer not null default 0,
    add column judged_by text`,
  sql`create index stripe_events_received_at on stripe_events (received_at, id)`,
  sql`create index stripe_events_reason on stripe_events (reason, received_at) where reason is not null`,
];

/** Why events were set aside, and indexes to list them and to count those. */
export const eventsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of STATEMENTS) await statement.execute(db);
  },
};
