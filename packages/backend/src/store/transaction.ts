import type { Kysely, Transaction } from "kysely";
import type { BackendDatabase } from "./schema.ts";

/** Remembers something to do once the transaction is committed, such as a line in the log. */
export type AfterCommit = (action: () => void) => void;

/** Runs work in one transaction, again if it fell victim to another one's locks. */
export type Transact = <T>(
  work: (trx: Transaction<BackendDatabase>, afterCommit: AfterCommit) => Promise<T>,
) => Promise<T>;

/** Deadlock, serialization failure, and two that made the same row at once. Source: PostgreSQL, appendix A. */
const CONFLICTS: readonly unknown[] = ["40P01", "40001", "23505"];
const MAX_RUNS = 5;

function isConflict(error: unknown): boolean {
  return error instanceof Error && "code" in error && CONFLICTS.includes(error.code);
}

/** Makes the way to run transactions on a database. Whatever they do must be in the database: it may run twice. */
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
