import { type Kysely, sql } from "kysely";
import type { BotTables } from "./tables.ts";

const WINDOW_MS = 10 * 60_000;
const LOCK_ID = 0x0b08;

/** A direct message's claim on the budget of refusals. */
export interface Claim {
  /** Discord did not refuse: the claim is given back. One that is never given back runs out after ten minutes. */
  giveBack(): Promise<void>;
}

/**
 * How many direct messages Discord may refuse in ten minutes. A claim is taken before the call, so that neither calls
 * under way, nor other processes, nor a crash in between can exceed the budget.
 */
export interface RefusalBudget {
  /** @returns the claim, or when `limit` claims are out, how long until one of them runs out, in milliseconds. */
  claim(limit: number): Promise<Claim | { readonly waitMs: number }>;
}

export function createRefusalBudget(db: Kysely<BotTables>, now: () => number): RefusalBudget {
  /** How long the claim stands that is one too many, in milliseconds. */
  async function findWait(query: Kysely<BotTables>, limit: number, since: Date): Promise<number | undefined> {
    const last = query.selectFrom("invalid_requests").select("at").where("at", ">", since).orderBy("at", "desc");
    const blocking = await last
      .limit(1)
      .offset(limit - 1)
      .executeTakeFirst();
    return blocking && blocking.at.getTime() - since.getTime();
  }

  return {
    async claim(limit) {
      const at = new Date(now());
      const since = new Date(at.getTime() - WINDOW_MS);
      // Most of a burst is told to wait, and need not queue for the lock to hear it.
      const waitMs = await findWait(db, limit, since);
      if (waitMs !== undefined) return { waitMs };
      const claimed = await db.transaction().execute(async (trx) => {
        await sql`select pg_advisory_xact_lock(${LOCK_ID})`.execute(trx);
        await trx.deleteFrom("invalid_requests").where("at", "<=", since).execute();
        const meanwhile = await findWait(trx, limit, since);
        if (meanwhile !== undefined) return { waitMs: meanwhile };
        return trx.insertInto("invalid_requests").values({ at }).returning("id").executeTakeFirstOrThrow();
      });
      if ("waitMs" in claimed) return claimed;
      return {
        async giveBack() {
          await db.deleteFrom("invalid_requests").where("id", "=", claimed.id).execute();
        },
      };
    },
  };
}
