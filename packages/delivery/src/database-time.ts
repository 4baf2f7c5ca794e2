import { type RawBuilder, sql } from "kysely";

/** The current time as an SQL expression. */
export type DatabaseTime = () => RawBuilder<Date>;

/**
 * The clock that decides when deliveries are due: PostgreSQL's, so that processes with different clocks agree. Tests pass
 * `now` (milliseconds since 1970) instead.
 */
export function createDatabaseTime(now: (() => number) | undefined): DatabaseTime {
  // statement_timestamp() is stable within a statement, so PostgreSQL can use indexes, and moves on within a transaction.
  return () => (now ? sql<Date>`${new Date(now())}::timestamptz` : sql<Date>`statement_timestamp()`);
}
