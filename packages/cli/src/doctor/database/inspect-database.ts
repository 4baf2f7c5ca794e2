import type { Plan } from "@moddy/schemas";
import { type Client, DatabaseError } from "pg";
import { type EventsState, readEvents } from "./read-events.ts";
import { withDatabase } from "./with-database.ts";

/** The state of a service's deliveries. Times are in seconds. */
export interface QueueState {
  readonly pending: number;
  readonly dead: number;
  readonly oldestPendingSeconds: number;
  /** How long the most overdue delivery has waited for a worker. */
  readonly overdueSeconds: number;
  /** Whether a worker is sending a delivery now. */
  readonly working: boolean;
}

/** The state of the import of Stripe's subscriptions that began last. Times are in seconds. */
export interface ImportState {
  /** Whether one has ended: until then nobody loses a role. */
  readonly firstEnded: boolean;
  /** Null before one began. */
  readonly phase: "subscriptions" | "payments" | "customers" | "finished" | null;
  readonly subscriptions: number;
  readonly customersLeft: number;
  readonly unreadable: number;
  readonly idleSeconds: number;
  readonly failure: string | null;
}

/** The customers who pay for a plan and whose Discord user is not known. */
export interface UnlinkedState {
  readonly count: number;
  readonly oldestSeconds: number;
}

/** The state of a service's database. `code` is PostgreSQL's or the system's error code. */
export type DatabaseState =
  | { readonly kind: "failed"; readonly code: string }
  | {
      readonly kind: "open";
      readonly serverVersion: string;
      readonly migrations: readonly string[];
      readonly queue: QueueState | undefined;
      readonly events?: EventsState | undefined;
      /** Undefined in the bot's database. */
      readonly import?: ImportState | undefined;
      readonly unlinked?: UnlinkedState | undefined;
    };

async function readMigrations(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ exists: boolean }>(
    "select to_regclass('kysely_migration') is not null as exists",
  );
  if (rows[0]?.exists !== true) return [];
  return (await client.query<{ name: string }>("select name from kysely_migration")).rows.map(({ name }) => name);
}

// Each user has a queue: only the first of their deliveries can be due, and the others wait behind it.
const QUEUE = `select
    (select count(*) from deliveries where state = 'pending')::int as "pending",
    (select count(*) from deliveries where state = 'dead')::int as "dead",
    coalesce((select extract(epoch from now() - min(created_at)) from deliveries where state = 'pending'), 0)::float8
      as "oldestPendingSeconds",
    coalesce((select extract(epoch from now() - min(next_attempt_at)) from delivery_queues), 0)::float8 as "overdueSeconds",
    exists (select from delivery_queues where claimed_until > now()) as "working"`;

const IMPORT = `select
    exists (select from milestones where name = 'first_import') as "firstEnded",
    (select phase from imports order by id desc limit 1) as "phase",
    coalesce((select subscriptions from imports order by id desc limit 1), 0) as "subscriptions",
    (select count(distinct (import_id, customer_id)) from imported_subscriptions)::int as "customersLeft",
    coalesce((select unreadable from imports order by id desc limit 1), 0) as "unreadable",
    coalesce((select extract(epoch from now() - progress_at) from imports order by id desc limit 1), 0)::float8
      as "idleSeconds",
    (select failure from imports order by id desc limit 1) as "failure"`;

// The backend lists the same: packages/backend/src/store/unlinked.ts.
const UNLINKED = `select count(distinct customers.id)::int as "count",
    coalesce(extract(epoch from now() - min(greatest(customers.unlinked_since, subscriptions.created_at))), 0)::float8
      as "oldestSeconds"
  from customers join users on users.id = customers.user_id
    join subscriptions on subscriptions.customer_id = customers.id
  where users.discord_id is null
    and subscriptions.status in ('active', 'trialing', 'past_due') and subscriptions.price_ids && $1::text[]`;

async function readOne<Row extends object>(client: Client, text: string, values: unknown[]): Promise<Row | undefined> {
  return (await client.query<Row>(text, values)).rows[0];
}

/** Undefined if the tables are not those of this version: the check of the migrations reports that. */
async function ifPresent<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DatabaseError) return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return error instanceof Error && error.message.includes("timeout") ? "ETIMEDOUT" : "UNKNOWN";
}

/** Connects to a database, reads its state and closes the connection. Changes nothing. */
export async function inspectDatabase(url: string, plans: readonly Plan[]): Promise<DatabaseState> {
  try {
    return await withDatabase(url, async (client) => {
      const { rows } = await client.query<{ server_version: string }>("show server_version");
      const migrations = await readMigrations(client);
      const prices = plans.flatMap(({ price_ids }) => price_ids);
      const serverVersion = rows[0]?.server_version ?? "";
      return {
        kind: "open",
        serverVersion,
        migrations,
        queue: await ifPresent(() => readOne<QueueState>(client, QUEUE, [])),
        unlinked: await ifPresent(() => readOne<UnlinkedState>(client, UNLINKED, [prices])),
        import: await ifPresent(() => readOne<ImportState>(client, IMPORT, [])),
        events: await ifPresent(() => readEvents(client)),
      };
    });
  } catch (error) {
    return { kind: "failed", code: codeOf(error) };
  }
}
