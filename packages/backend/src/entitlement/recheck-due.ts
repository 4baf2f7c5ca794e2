import type { Kysely } from "kysely";
import { listDueEntitlements } from "../store/entitlements.ts";
import type { BackendDatabase } from "../store/schema.ts";
import type { Transact } from "../store/transaction.ts";
import type { RefreshEntitlement } from "./refresh-entitlement.ts";

const BATCH = 100;

/** Works out again what changes by the passing of time alone: graces and grants that have run out. */
export function createRecheckDue(deps: {
  db: Kysely<BackendDatabase>;
  transact: Transact;
  refresh: RefreshEntitlement;
  now: () => number;
}): () => Promise<number> {
  return async () => {
    let done = 0;
    for (;;) {
      const due = await listDueEntitlements(deps.db, new Date(deps.now()), BATCH);
      for (const discordId of due) {
        await deps.transact((trx, afterCommit) => deps.refresh(trx, afterCommit, discordId));
      }
      done += due.length;
      if (due.length < BATCH) return done;
    }
  };
}
