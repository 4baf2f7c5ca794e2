import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const TOLD = [
  sql`alter table entitlements
    add column grace_until timestamptz,
    add column trial_refused text,
    add column told_plan text,
    add column told_ends_at timestamptz,
    add column told_grace_until timestamptz,
    add column told_trial_refused text,
    add column told_delivery_id uuid,
    add column told_before jsonb,
    add column told_at timestamptz[] not null default '{}',
    add column message_waits_since timestamptz,
    add column message_due_at timestamptz`,
  sql`create index entitlements_message_due_at on entitlements (message_due_at) where message_due_at is not null`,
  // Who is in their days of grace was told nothing of it, and is not told in their middle.
  sql`update entitlements set grace_until = recheck_at
    where recheck_at is not null and exists (
      select from subscriptions
      join customers on customers.id = subscriptions.customer_id
      join users on users.id = customers.user_id
      where users.discord_id = entitlements.discord_id and subscriptions.status = 'past_due'
    )`,
  sql`alter table subscriptions add column trial_start timestamptz, add column trial_end timestamptz`,
  sql`create table trials (
    discord_id text not null,
    plan text not null,
    subscription_id text not null,
    started_at timestamptz not null,
    primary key (discord_id, plan)
  )`,
];

/** What users were told, and their free trials. What was told is null in rows from before: then it is what the row says. */
export const told: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of TOLD) await statement.execute(db);
  },
};
