import type { Kysely, Transaction } from "kysely";
import type { BackendDatabase } from "./schema.ts";

/** Keeps an action for after the commit, such as a line in the log. */
export type AfterCommit = (action: () => void) => void;

/** Runs work in one transaction, and again when PostgreSQL aborted it because of another transaction. */
export type Transact = <T>(
  work: (trx: Transaction<BackendDatabase>, afterCommit: AfterCommit) => Promise<T>,
) => Promise<T>;

/** Deadlock, serialization failure, and two that inserted the same row at once. Source: PostgreSQL, appendix A. */
const CONFLICTS: readonly unknown[] = ["40P01", "40001", "23505"];
const MAX_RUNS = 5;

function isConflict(error: unknown): boolean {
  return error instanceof Error && "code" in error && CONFLICTS.includes(error.code);
}

/** Makes the way to run transactions. The work may run twice, so it must do nothing outside the database. */
export function createTransact(db: Kysely<BackendDatabase>): Transact {
  return async (work) => {
    for (let run = 1; ; run++) {
      const actions: (() => void)[] = [];
      try {
        const result = await db.transaction().execute((trx) => work(trx, (action) => actions.push(action)));
        for (const action of actions) action();
        return result;
      } catch (error) {
        if (run === MAX_RUNS || !isConflict(error)) throw error;
      }
    }
  };
}
