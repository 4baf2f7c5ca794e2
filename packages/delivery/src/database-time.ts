import { type RawBuilder, sql } from "kysely";

/** Gives the time as SQL. */
export type DatabaseTime = () => RawBuilder<Date>;

/**
 * The time by which deliveries are due: PostgreSQL's own clock, so that processes whose clocks differ agree; or `now`
 * (milliseconds since 1970), with which tests move it.
 */
export function createDatabaseTime(now: (() => number) | undefined): DatabaseTime {
  // statement_timestamp() is stable within a statement, so that indexes are used, and moves on within a transaction.
  return () => (now ? sql<Date>`${new Date(now())}::timestamptz` : sql<Date>`statement_timestamp()`);
}
