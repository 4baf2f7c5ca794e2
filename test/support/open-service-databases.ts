import type { ServiceName } from "@moddy/schemas";
import { Pool } from "pg";
import type { Test } from "tap";
import type { TestDatabase } from "./database.ts";

/** The databases of both services, read and changed beside them. */
export interface ServiceDatabases {
  readonly backend: Pool;
  readonly bot: Pool;
  /** How many of Stripe's events are not done with. */
  countEvents(): Promise<number>;
  /** How many deliveries of the bot are open. */
  countBotDeliveries(): Promise<number>;
  /** How many events, jobs and deliveries are not done with. */
  countWork(): Promise<number>;
}

const EVENTS = "select count(*) as left from stripe_events where processed_at is null";
/** Jobs that come round by themselves say nothing about what is left to do. */
const BACKEND_WORK = `select (${EVENTS})
  + (select count(*) from pgboss.job where state < 'completed' and name in ('stripe-events', 'roles-resend'))
  + (select count(*) from deliveries where state = 'pending') as left`;
const BOT_WORK = "select count(*) as left from deliveries where state = 'pending'";

/** Opens both databases until the test ends. Only those of `started` services have tables. */
export function openServiceDatabases(
  t: Test,
  databases: Readonly<Record<ServiceName, TestDatabase>>,
  started: readonly ServiceName[] = ["bot", "backend"],
): ServiceDatabases {
  const open = ({ url }: TestDatabase) => {
    const pool = new Pool({ connectionString: url, max: 2 });
    t.teardown(() => pool.end());
    return pool;
  };
  const backend = open(databases.backend);
  const bot = open(databases.bot);
  const count = async (pool: Pool, query: string) => Number((await pool.query<{ left: string }>(query)).rows[0]?.left);
  return {
    backend,
    bot,
    countBotDeliveries: () => count(bot, BOT_WORK),
    countEvents: () => count(backend, EVENTS),
    // The bot first: what it hands over while this runs is then found at the backend.
    countWork: async () =>
      (started.includes("bot") ? await count(bot, BOT_WORK) : 0) +
      (started.includes("backend") ? await count(backend, BACKEND_WORK) : 0),
  };
}
